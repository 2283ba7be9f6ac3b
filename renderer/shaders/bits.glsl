// A product as the cpu back end stores it: rounded to 8 bits a channel. (A product of two bytes
// over 255 never lies halfway, so float error can't tip it.)
vec4 to_bits(vec4 value) { return floor(value * 255.0 + 0.5) / 255.0; }
float to_bits(float value) { return floor(value * 255.0 + 0.5) / 255.0; }
