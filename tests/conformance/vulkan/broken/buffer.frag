#version 450
layout(set = 0, binding = 0) readonly buffer Colors { vec4 colors[]; } data;
layout(location = 0) out vec4 out_color;
void main() { out_color = data.colors[int(gl_FragCoord.x)]; }
