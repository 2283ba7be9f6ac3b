#version 450
#extension GL_GOOGLE_include_directive : require
#include "quad.glsl"
layout(location = 0) out vec4 out_color;

void main() {
  gl_Position = position();
  out_color = in_bgra.zyxw;
}
