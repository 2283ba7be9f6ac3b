#include <algorithm>
#include <map>

#include "parseltongue/compiler/lower.h"

// Bindings, calls and components form graphs without cycles (sections 3 and 4).
namespace hallows::ptl {
namespace {}  // namespace

// What a slot follows: a derived slot what its expression reads; a mirror of a child's slot what
// this component gives to those inputs that the child's slot follows.
std::vector<std::pair<ScopeInfo*, uint32_t>> Lowering::dependencies(ScopeInfo* scope,
                                                                    uint32_t slot) {
  std::vector<SlotKey> out;
  const SlotInfo& info = scope->slots[slot];
  if (info.kind == SlotKind::Out || info.kind == SlotKind::Let || info.kind == SlotKind::Pattern) {
    for (const auto& [s, i] : info.reads.slots) out.emplace_back(s, i);
    return out;
  }
  if (info.kind != SlotKind::ChildSlot) return out;
  const format::Node& node = out_.nodes[info.source.value];
  if (node.kind != format::NodeKind::Component || node.symbol >= scopes_.size()) return out;
  ScopeInfo* inner = &scopes_[node.symbol];
  std::vector<uint32_t> todo = {info.index};
  std::vector<uint32_t> seen;
  while (!todo.empty()) {
    const uint32_t s = todo.back();
    todo.pop_back();
    if (s >= inner->slots.size() || std::find(seen.begin(), seen.end(), s) != seen.end()) continue;
    seen.push_back(s);
    for (const auto& [target, i] : inner->slots[s].reads.slots) {
      if (target == inner) todo.push_back(i);
    }
  }
  for (uint32_t p = 0; p < node.properties.count; ++p) {
    const auto& entry = out_.property_entries[node.properties.first + p];
    if (entry.on_root || std::find(seen.begin(), seen.end(), entry.target) == seen.end()) continue;
    for (uint32_t r = 0; r < entry.value.reads.count; ++r) {
      const format::SlotRead read = out_.slot_reads[entry.value.reads.first + r];
      ScopeInfo* s = &scopes_[node.scope.value];
      for (uint16_t up = 0; up < read.up && s != nullptr; ++up) s = s->parent;
      if (s != nullptr) out.emplace_back(s, read.slot);
    }
  }
  return out;
}

void Lowering::report_binding_cycle(const std::vector<SlotKey>& cycle) {
  // Names of the loop, from its first member in the file on.
  std::vector<SlotKey> named;
  for (const SlotKey& k : cycle) {
    if (k.first->slots[k.second].node != kNoNode) named.push_back(k);
  }
  if (named.empty()) return;
  const auto first = std::min_element(named.begin(), named.end(), [](const auto& a, const auto& b) {
    return a.first->slots[a.second].node < b.first->slots[b.second].node;
  });
  std::rotate(named.begin(), first, named.end());
  std::string loop;
  for (size_t i = 0; i < named.size(); ++i) {
    const SlotKey& next = named[(i + 1) % named.size()];
    loop += (i == 0 ? "" : ", ") + named[i].first->slots[named[i].second].name + " reads " +
            next.first->slots[next.second].name;
  }
  cx_ = {};
  cx_.file = &files_[named[0].first->file];
  error(named[0].first->slots[named[0].second].node,
        {"binding-cycle",
         "'" + named[0].first->slots[named[0].second].name + "' follows itself: " + loop,
         "a binding is evaluated when what it reads has changed, so a loop never ends",
         "make one of them a 'var' that a handler assigns"});
}

// Depth first by hand: the graph may be deep.
void Lowering::follow_bindings(SlotKey first, std::map<SlotKey, Progress>& progress) {
  struct Step {
    SlotKey key;
    std::vector<SlotKey> next;
    size_t at = 0;
  };
  std::vector<Step> stack;
  const auto enter = [&](SlotKey key) {
    progress[key] = Progress::Busy;
    stack.push_back({key, dependencies(key.first, key.second)});
  };
  enter(first);
  while (!stack.empty()) {
    Step& top = stack.back();
    if (top.at == top.next.size()) {
      progress[top.key] = Progress::Done;
      stack.pop_back();
      continue;
    }
    const SlotKey next = top.next[top.at++];
    const Progress seen = progress[next];
    if (seen == Progress::New) enter(next);
    if (seen != Progress::Busy) continue;
    std::vector<SlotKey> cycle;
    auto from = stack.end();
    do {
      --from;
    } while (from != stack.begin() && from->key != next);
    for (; from != stack.end(); ++from) cycle.push_back(from->key);
    report_binding_cycle(cycle);
  }
}

void Lowering::check_binding_cycles() {
  std::map<SlotKey, Progress> progress;
  for (ScopeInfo& scope : scopes_) {
    for (uint32_t i = 0; i < scope.slots.size(); ++i) {
      if (progress[{&scope, i}] == Progress::New) follow_bindings({&scope, i}, progress);
    }
  }
}

// Reports one edge of every cycle: the one that stands first in the files.
void Lowering::check_call_cycles(const std::vector<Edge>& edges, const char* code,
                                 const char* what) {
  const auto reaches = [&](uint32_t from, uint32_t to) {
    std::vector<uint32_t> todo = {from};
    std::vector<uint32_t> seen;
    while (!todo.empty()) {
      const uint32_t n = todo.back();
      todo.pop_back();
      if (n == to) return true;
      if (std::find(seen.begin(), seen.end(), n) != seen.end()) continue;
      seen.push_back(n);
      for (const Edge& e : edges) {
        if (e.from == n) todo.push_back(e.to);
      }
    }
    return false;
  };
  std::vector<Edge> cyclic;
  for (const Edge& e : edges) {
    if (reaches(e.to, e.from)) cyclic.push_back(e);
  }
  std::sort(cyclic.begin(), cyclic.end(), [](const Edge& a, const Edge& b) {
    return std::pair(a.file, a.node) < std::pair(b.file, b.node);
  });
  std::vector<Edge> reported;
  for (const Edge& e : cyclic) {
    const bool known = std::any_of(reported.begin(), reported.end(), [&](const Edge& r) {
      return reaches(r.to, e.from) && reaches(e.to, r.from);
    });
    if (known) continue;
    reported.push_back(e);
    cx_ = {};
    cx_.file = &files_[e.file];
    const std::string name(tok(sn(e.node).main != kNoToken ? sn(e.node).main : sn(e.node).first));
    error(e.node, {code, std::string(what) + " '" + name + "' comes back to itself (recursion)",
                   "whatever runs on the frame thread has a cost that is known beforehand",
                   "walk a list instead"});
  }
}

}  // namespace hallows::ptl
