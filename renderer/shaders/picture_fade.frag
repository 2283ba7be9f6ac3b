#version 450
#extension GL_GOOGLE_include_directive : require
#include "bits.glsl"
layout(set = 0, binding = 0) uniform sampler2D page;
layout(location = 0) in vec4 in_uv;
layout(location = 1) in vec4 in_alpha;
layout(location = 0) out vec4 out_color;

void main() { out_color = to_bits(texture(page, in_uv.xy) * in_alpha); }
