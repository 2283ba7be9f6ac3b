// One instance is one prepare::Quad; four vertices of a strip are its corners. Everything that a
// fragment shader reads is a smooth vec4: software rasterisers take their fast paths only then.
layout(location = 0) in ivec4 in_dst;    // x0 y0 x1 y1, target pixels
layout(location = 1) in uvec2 in_texel;  // first texel
layout(location = 2) in uint in_flags;   // prepare::QuadFlags
layout(location = 3) in vec4 in_bgra;    // Bgra word in memory order
layout(location = 4) in float in_alpha;

layout(push_constant) uniform Draw {
  vec2 pixel;  // 2 / target size
  vec2 texel;  // 1 / texture size
} draw;

const uint kRepeatX = 2u;
const uint kRepeatY = 4u;

vec2 corner() { return vec2(gl_VertexIndex & 1, gl_VertexIndex >> 1); }

vec4 position() {
  vec2 at = mix(vec2(in_dst.xy), vec2(in_dst.zw), corner());
  return vec4(at * draw.pixel - 1.0, 0.0, 1.0);
}

// In texels: a repeated axis spans one texel.
vec2 texels() {
  vec2 span = vec2(in_dst.zw - in_dst.xy);
  if ((in_flags & kRepeatX) != 0u) span.x = 1.0;
  if ((in_flags & kRepeatY) != 0u) span.y = 1.0;
  return vec2(in_texel) + span * corner();
}
