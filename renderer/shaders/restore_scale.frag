#version 450
#extension GL_GOOGLE_include_directive : require
#include "bits.glsl"
// First half of Restore: the blend multiplies the target by this. k is rounded to 8 bits, as in
// the cpu back end.
layout(set = 0, binding = 0) uniform sampler2D coverage_page;
layout(location = 0) in vec4 in_uv;
layout(location = 1) in vec4 in_fade;
layout(location = 0) out vec4 out_color;

void main() {
  out_color = vec4(to_bits(in_fade.x * texture(coverage_page, in_uv.xy).r));
}
