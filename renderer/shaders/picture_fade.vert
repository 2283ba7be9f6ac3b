#version 450
#extension GL_GOOGLE_include_directive : require
#include "quad.glsl"
layout(location = 0) out vec4 out_uv;
layout(location = 1) out vec4 out_alpha;

void main() {
  gl_Position = position();
  out_uv = vec4(texels() * draw.texel, 0.0, 0.0);
  out_alpha = vec4(in_alpha);
}
