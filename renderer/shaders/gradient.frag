#version 450
#extension GL_GOOGLE_include_directive : require
#include "bits.glsl"
// prepare::gradient_texel per pixel: the same float operations in the same order as there, and
// no contraction, so that hard stops fall on the same pixels.
layout(set = 0, binding = 0) uniform sampler2D coverage_page;
layout(set = 1, binding = 0) uniform sampler2D ramps;
layout(location = 0) in vec4 in_uv;
layout(location = 1) in vec4 in_matrix;  // a b c d
layout(location = 2) in vec4 in_move;    // tx ty, shape, alpha
layout(location = 3) in vec4 in_ramp;    // first texel, x y
layout(location = 0) out vec4 out_color;

const float kRadial = 1.0;
const float kConic = 2.0;

float turn(vec2 p) {
  float ax = abs(p.x), ay = abs(p.y);
  float high = ax > ay ? ax : ay;
  float low = ax > ay ? ay : ax;
  if (high == 0.0) return 0.0;
  precise float q = low / high;
  precise float s = q * q;
  precise float from_axis =
      q * (0.15913361 +
           s * (-0.05256879 + s * (0.02867033 + s * (-0.01354934 + s * 0.00331602))));
  precise float t = ax <= ay ? from_axis : 0.25 - from_axis;
  if (p.y > 0.0) t = 0.5 - t;
  if (p.x < 0.0) t = 1.0 - t;
  return t < 1.0 ? t : 0.0;
}

void main() {
  vec2 at = gl_FragCoord.xy - floor(in_ramp.zw + 0.5);
  precise float x = in_matrix.x * at.x + in_matrix.z * at.y + in_move.x;
  precise float y = in_matrix.y * at.x + in_matrix.w * at.y + in_move.y;
  precise float t = x;
  float shape = floor(in_move.z + 0.5);
  if (shape == kRadial) {
    precise float square = x * x + y * y;
    t = sqrt(square);
  }
  if (shape == kConic) t = turn(vec2(x, y));
  t = t > 0.0 ? t : 0.0;
  t = t < 1.0 ? t : 1.0;
  precise float texel = t * 255.0 + 0.5;
  ivec2 place = ivec2(in_ramp.xy + 0.5) + ivec2(int(texel), 0);
  float coverage = texture(coverage_page, in_uv.xy).r;
  out_color = to_bits(to_bits(texelFetch(ramps, place, 0) * coverage) * in_move.w);
}
