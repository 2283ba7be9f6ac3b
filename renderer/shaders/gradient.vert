#version 450
#extension GL_GOOGLE_include_directive : require
#include "quad.glsl"
layout(location = 5) in vec4 in_matrix;  // a b c d of prepare::GradientRecord
layout(location = 6) in vec2 in_move;    // tx ty
layout(location = 7) in uvec2 in_ramp;   // first of 256 texels
layout(location = 8) in uint in_shape;   // prepare::GradientShape
layout(location = 9) in vec2 in_origin;  // x y
layout(location = 0) out vec4 out_uv;
layout(location = 1) out vec4 out_matrix;
layout(location = 2) out vec4 out_move;  // tx ty, shape, alpha
layout(location = 3) out vec4 out_ramp;

void main() {
  gl_Position = position();
  out_uv = vec4(texels() * draw.texel, 0.0, 0.0);
  out_matrix = in_matrix;
  out_move = vec4(in_move, float(in_shape), in_alpha);
  out_ramp = vec4(vec2(in_ramp), in_origin);
}
