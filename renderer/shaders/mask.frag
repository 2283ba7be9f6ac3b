#version 450
#extension GL_GOOGLE_include_directive : require
#include "bits.glsl"
// The colour times an R8 coverage.
layout(set = 0, binding = 0) uniform sampler2D coverage_page;
layout(location = 0) in vec4 in_uv;
layout(location = 1) in vec4 in_color;
layout(location = 0) out vec4 out_color;

void main() { out_color = to_bits(in_color * texture(coverage_page, in_uv.xy).r); }
