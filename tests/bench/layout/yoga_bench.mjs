// Times npm's yoga-layout (WebAssembly) on trees that layout_bench has written:
//   node yoga_bench.mjs FOLDER-OF-NODE_MODULES TREES.json [ROUNDS]
// beside_yoga.sh runs both. A tree's height is held against the one that layout_bench found without
// automatic minimum widths, which Yoga doesn't know, before anything is timed.
import {readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {performance} from 'node:perf_hooks';
import {pathToFileURL} from 'node:url';

const [folder, file, roundsText = '5'] = process.argv.slice(2);
const packageFolder = resolve(folder, 'yoga-layout');
const version = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')).version;
const yoga = await import(pathToFileURL(join(packageFolder, 'dist/src/index.js')));
const Yoga = yoga.default;
const bench = JSON.parse(readFileSync(file, 'utf8'));
const rounds = Number(roundsText);

// CSS's initial values; positions and sizes rounded to whole points, or not at all.
function makeConfig(rounding) {
  const config = Yoga.Config.create();
  config.setUseWebDefaults(true);
  config.setPointScaleFactor(rounding ? 1 : 0);
  return config;
}

// A node of the file: [parent, direction or 0 for a leaf, wraps, width, grows, height, padding, gap];
// width: null, dp, or a text with %; what grows has basis 0 and its height is a minimum.
function makeNode(config, [, direction, wraps, width, grows, height, padding, gap]) {
  const node = Yoga.Node.create(config);
  node.setFlexDirection(direction === 'column' ? yoga.FlexDirection.Column
                                               : yoga.FlexDirection.Row);
  if (wraps) node.setFlexWrap(yoga.Wrap.Wrap);
  if (width !== null) node.setWidth(width);
  if (grows) {
    node.setFlexGrow(1);
    node.setFlexBasis(0);
  }
  if (direction === 0) (grows ? node.setMinHeight(height) : node.setHeight(height));
  if (padding) {
    const edges = [yoga.Edge.Top, yoga.Edge.Right, yoga.Edge.Bottom, yoga.Edge.Left];
    edges.forEach((edge, i) => node.setPadding(edge, padding[i]));
  }
  if (gap) node.setGap(yoga.Gutter.All, gap);
  return node;
}

class Tree {
  constructor(description, config) {
    this.nodes = [];
    this.leaves = [];
    const counts = [];
    for (const entry of description.nodes) {
      const node = makeNode(config, entry);
      const parent = entry[0];
      if (parent >= 0) {
        counts[parent] ??= 0;
        this.nodes[parent].insertChild(node, counts[parent]++);
      }
      this.nodes.push(node);
      if (entry[1] === 0) this.leaves.push({node, grows: entry[4], height: entry[5]});
    }
  }
  layout(width) { this.nodes[0].calculateLayout(width, undefined, yoga.Direction.LTR); }
  height() { return this.nodes[0].getComputedHeight(); }
  setLeaf(leaf, height) {
    leaf.grows ? leaf.node.setMinHeight(height) : leaf.node.setHeight(height);
  }
  setAll(add) {
    for (const leaf of this.leaves) this.setLeaf(leaf, leaf.height + add);
  }
  free() { this.nodes[0].freeRecursive(); }
}

// Milliseconds between two moments: by the wall or by CPU time of the process, whichever is less, so
// that other load on the machine doesn't count against Yoga.
function moment() {
  const {user, system} = process.cpuUsage();
  return {wall: performance.now(), cpu: (user + system) * 1e-3};
}
function since(from) {
  const now = moment();
  return Math.min(now.wall - from.wall, now.cpu - from.cpu);
}

// Milliseconds a call, over at least `least` milliseconds and an even number of calls.
function timed(least, call) {
  let calls = 0;
  const from = moment();
  do {
    call(calls++);
    call(calls++);
  } while (performance.now() - from.wall < least);
  return since(from) / calls;
}

function median(samples) {
  return samples.sort((a, b) => a - b)[samples.length >> 1];
}

function checkHeights(description) {
  const tree = new Tree(description, makeConfig(false));
  let good = true;
  for (const [name, width] of [['wide', bench.wide], ['narrow', bench.narrow]]) {
    tree.layout(width);
    const want = description.withoutMinimums[name];
    const same = Math.abs(tree.height() - want) <= 0.1;
    good &&= same;
    console.log(`${description.name} at ${width}: height ${tree.height().toFixed(2)}, ` +
                `${same ? 'as' : `WRONG, ${want.toFixed(2)} is`} without automatic minimum ` +
                `widths; with them, as in CSS, ${description.height[name].toFixed(2)}`);
  }
  tree.free();
  return good;
}

function measureOnce(description, config, best) {
  const count = description.nodes.length, perNode = (ms) => ms * 1e6 / count;
  const tree = new Tree(description, config);
  const keep = (name, value) => { best[name] = Math.min(best[name] ?? Infinity, value); };
  const from = moment();
  tree.layout(bench.wide);
  keep('first', perNode(since(from)));
  let width = bench.wide;
  keep('sweep', perNode(timed(50, () => {
    width = width - 0.75 < bench.narrow ? bench.wide - Math.random() * 0.7 : width - 0.75;
    tree.layout(width);
  })));
  keep('turn', perNode(timed(50, (i) => tree.layout(i % 2 ? bench.wide : bench.narrow))));
  tree.layout(bench.wide);
  for (let i = 0; i < 4; ++i) {
    tree.setAll(i % 2 ? 0 : bench.add);
    const start = moment();
    tree.layout(bench.wide);
    keep('all', perNode(since(start)));
  }
  description.marked.forEach((index, k) => {
    const leaf = tree.leaves[index], samples = [];
    for (let i = 0; i < 21; ++i) {
      tree.setLeaf(leaf, bench.toggle[(i + 1) % 2]);
      const start = moment();
      tree.layout(bench.wide);
      samples.push(since(start) * 1e3);
    }
    tree.setLeaf(leaf, bench.toggle[0]);
    tree.layout(bench.wide);
    keep(`leaf${k}`, median(samples));
  });
  tree.free();
}

console.log(`yoga-layout ${version} as WebAssembly in Node ${process.version}. It does ` +
            `less work: it has no automatic minimum widths, so no row of these trees wraps.`);
if (!bench.trees.map(checkHeights).every(Boolean)) process.exit(1);
console.log('tree        nodes | ns a node: first, new widths, two widths in turn, all leaves | µs, ' +
            'leaf first, middle, last');
for (const rounding of [false, true]) {
  console.log(rounding ? 'with rounding (every box):' : 'without rounding:');
  const config = makeConfig(rounding);
  for (const description of bench.trees) {
    const best = {};
    // The first round warms up: WebAssembly is compiled better once it is hot.
    for (let i = 0; i <= rounds; ++i) measureOnce(description, config, i === 0 ? {} : best);
    const n = (v, width) => v.toFixed(0).padStart(width);
    console.log(`${description.name.padEnd(9)} ${n(description.nodes.length, 7)} | ` +
                `${['first', 'sweep', 'turn', 'all'].map((k) => n(best[k], 6)).join(' ')} | ` +
                `${[0, 1, 2].map((k) => n(best[`leaf${k}`], 8)).join(' ')}`);
  }
}
