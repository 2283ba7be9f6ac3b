#version 450
#extension GL_GOOGLE_include_directive : require
#include "bits.glsl"
// Second half of Restore: adds the saved pixels times (1 - k).
layout(set = 0, binding = 0) uniform sampler2D coverage_page;
layout(set = 1, binding = 0) uniform sampler2D saved;
layout(location = 0) in vec4 in_uv;
layout(location = 1) in vec4 in_fade;
layout(location = 0) out vec4 out_color;

void main() {
  float k = to_bits(in_fade.x * texture(coverage_page, in_uv.xy).r);
  out_color = texelFetch(saved, ivec2(gl_FragCoord.xy), 0) * (1.0 - k);
}
