#version 450
#extension GL_GOOGLE_include_directive : require
#include "bits.glsl"
// The saved pixels and what has been drawn over them since (copied aside), mixed and stored: a
// blend would round twice.
layout(set = 0, binding = 0) uniform sampler2D coverage_page;
layout(set = 1, binding = 0) uniform sampler2D saved;
layout(set = 2, binding = 0) uniform sampler2D drawn;
layout(location = 0) in vec4 in_uv;
layout(location = 1) in vec4 in_fade;
layout(location = 0) out vec4 out_color;

void main() {
  float k = to_bits(in_fade.x * texture(coverage_page, in_uv.xy).r);
  ivec2 at = ivec2(gl_FragCoord.xy);
  out_color = to_bits(texelFetch(saved, at, 0) * (1.0 - k) + texelFetch(drawn, at, 0) * k);
}
