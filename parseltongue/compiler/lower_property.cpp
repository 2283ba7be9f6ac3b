#include <algorithm>

#include "parseltongue/compiler/lower.h"

// The values of properties: which fit (schema.def), and their bindings.
namespace hallows::ptl {

using format::PropertyFlags;
using format::PropertyType;

namespace {

// How many values, separated by blanks, a property takes.
size_t most_values(PropertyType type) {
  switch (type) {
    case PropertyType::Edges:
    case PropertyType::Corners:
    case PropertyType::Size4:
      return 4;
    case PropertyType::LengthPair:
    case PropertyType::FloatPair:
    case PropertyType::OverflowPair:
      return 2;
    case PropertyType::GridSpan:
      return 4;
    case PropertyType::Shadow:
      return 5;
    case PropertyType::Tracks:
      return 256;
    default:
      return 1;
  }
}

const char* wanted_name(PropertyType type) {
  switch (type) {
    case PropertyType::Bool:
      return "a bool";
    case PropertyType::Int:
      return "an int";
    case PropertyType::Float:
    case PropertyType::FloatPair:
      return "a number";
    case PropertyType::Text:
      return "a text";
    case PropertyType::Length:
      return "a length";
    case PropertyType::Size:
    case PropertyType::Edges:
      return "a length, a percent or a keyword";
    case PropertyType::LengthPair:
    case PropertyType::Corners:
      return "a length or a percent";
    case PropertyType::Duration:
      return "a duration";
    case PropertyType::Angle:
      return "an angle";
    case PropertyType::Color:
      return "a color";
    case PropertyType::Brush:
      return "a color or a gradient";
    case PropertyType::Image:
      return "an image";
    case PropertyType::Icon:
      return "an icon";
    case PropertyType::Theme:
      return "a theme";
    case PropertyType::Tracks:
      return "tracks: lengths, percents, fr, minmax() or repeat()";
    case PropertyType::GridSpan:
      return "a line, or 'span' and a count";
    case PropertyType::Size4:
      return "numbers or lengths";
    case PropertyType::Shadow:
      return "lengths and a color";
    case PropertyType::LineHeight:
      return "a number, a length or a percent";
    case PropertyType::Weight:
      return "a weight from 1 to 1000 or its name";
    default:
      return "one of its keywords";
  }
}

}  // namespace

bool Lowering::fits_property(Value& value, const PropertySpec& spec) {
  const TypeKind kind = types_.kind(value.type);
  if (is_poison(value.type)) return true;
  if (kind == TypeKind::Keyword) {
    return static_cast<format::KeywordSet>(types_[value.type].index) == spec.keywords;
  }
  const auto one_of = [&](std::initializer_list<TypeKind> kinds) {
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
  };
  const auto number = [&] {
    if (kind == TypeKind::Int) value = coerce(value, types_.float_);
    return kind == TypeKind::Int || kind == TypeKind::Float;
  };
  using K = TypeKind;
  switch (spec.type) {
    case PropertyType::Bool:
      return kind == K::Bool;
    case PropertyType::Int:
    case PropertyType::GridSpan:
    case PropertyType::Weight:
      return kind == K::Int;
    case PropertyType::Float:
    case PropertyType::FloatPair:
      return number();
    case PropertyType::Size4:
      return kind == K::Length || number();
    case PropertyType::Text:
      return kind == K::Text;
    case PropertyType::Length:
      return kind == K::Length;
    case PropertyType::Size:
    case PropertyType::Edges:
    case PropertyType::LengthPair:
    case PropertyType::Corners:
      return one_of({K::Length, K::Percent, K::LengthPercent});
    case PropertyType::Duration:
      return kind == K::Duration;
    case PropertyType::Angle:
      return kind == K::Angle;
    case PropertyType::Color:
      return kind == K::Color;
    case PropertyType::Brush:
      if (kind == K::Color) value = coerce(value, types_.brush);
      return kind == K::Color || kind == K::Brush;
    case PropertyType::Image:
      return kind == K::Image;
    case PropertyType::Icon:
      return kind == K::Icon;
    case PropertyType::Theme:
      return kind == K::Theme;
    case PropertyType::Tracks:
      return one_of({K::Length, K::Percent, K::LengthPercent, K::Tracks});
    case PropertyType::Shadow:
      return one_of({K::Length, K::Color});
    case PropertyType::LineHeight:
      return one_of({K::Length, K::Percent}) || number();
    default:
      return false;
  }
}

Value Lowering::property_value(uint32_t node, const PropertySpec& spec, const std::string& name) {
  Expect e;
  e.property = &spec;
  switch (spec.type) {
    case PropertyType::Float:
    case PropertyType::FloatPair:
    case PropertyType::Size4:
    case PropertyType::LineHeight:
      e.type = types_.float_;
      break;
    case PropertyType::Text:
      e.type = types_.text;
      break;
    default:
      break;
  }
  Value v = expr(node, e);
  if (fits_property(v, spec)) return v;
  uint32_t at = node;
  while (sn(at).kind == SyntaxKind::Paren && child(at) != kNoNode) at = child(at);
  Problem p{"type-mismatch",
            "'" + name + "' takes " + wanted_name(spec.type) + ", this is a " + type_name(v.type),
            "", ""};
  if (spec.keywords != format::KeywordSet::Count) {
    p.why = "its keywords are";
    for (const std::string_view k : format::keywords(spec.keywords)) p.why += " " + std::string(k);
  }
  if (types_.kind(v.type) == TypeKind::Int || types_.kind(v.type) == TypeKind::Float) {
    if (spec.type == PropertyType::Length || spec.type == PropertyType::Size ||
        spec.type == PropertyType::Edges || spec.type == PropertyType::LengthPair ||
        spec.type == PropertyType::Corners) {
      p.fix = "write the unit: 8dp";
    }
  }
  error_token(sn(at).first, std::move(p));
  return poison();
}

// `auto-rows` and `auto-columns` repeat as a whole (CSS Grid 7.6).
void Lowering::refuse_repeat(const std::vector<uint32_t>& values, const std::string& name) {
  for (const uint32_t n : values) {
    if (sn(n).kind != SyntaxKind::Call || main_text(child(n)) != "repeat") continue;
    error_token(sn(n).first, {"repeat-in-auto-tracks", "'" + name + "' takes no repeat()",
                              "its tracks are repeated as often as there are rows or columns",
                              "write the tracks themselves: " + name + ": 20dp 40dp"});
  }
}

format::Binding Lowering::property_binding(const std::vector<uint32_t>& values,
                                           PropertyId property) {
  const Saved saved(*this);
  Frame frame;
  Reads reads;
  cx_.frame = &frame;
  cx_.reads = &reads;
  if (cx_.mode == Mode::Handler) cx_.mode = Mode::Binding;
  const format::PropertyInfo& info = format::property_info(property);
  const PropertySpec spec{info.type, info.keywords};
  const std::string name(info.name);
  Value v;
  if (property == PropertyId::ElementId && sn(values[0]).kind == SyntaxKind::Name) {
    v = make(Op::Text, types_.text, text_id(main_text(values[0])).value);
  } else if (values.size() == 1) {
    v = property_value(values[0], spec, name);
  } else {
    std::vector<uint32_t> ops;
    ops.reserve(values.size());
    for (const uint32_t n : values) ops.push_back(property_value(n, spec, name).id.value);
    v = make_ops(Op::Sequence, types_.any, ops);
  }
  if (property == PropertyId::AutoColumns || property == PropertyId::AutoRows) {
    refuse_repeat(values, name);
  }
  if (values.size() > most_values(info.type)) {
    const uint32_t extra = values[most_values(info.type)];
    const bool minus = sn(extra).kind == SyntaxKind::Unary;
    error_token(sn(extra).first,
                {"too-many-values",
                 "'" + name + "' takes " +
                     (most_values(info.type) == 1
                          ? std::string("one value")
                          : "at most " + std::to_string(most_values(info.type)) + " values"),
                 "values of a list are separated by blanks",
                 minus ? "to subtract, put a blank on both sides of '-'" : "remove this one"});
  }
  return binding_from(v, frame, reads, cx_.scope, values[0]);
}

// `anchor: below field`: the keyword, then the element as a slot that refers to it.
format::Binding Lowering::anchor_binding(const std::vector<uint32_t>& values) {
  const Saved saved(*this);
  Frame frame;
  Reads reads;
  cx_.frame = &frame;
  cx_.reads = &reads;
  const PropertySpec spec{PropertyType::Anchor, format::KeywordSet::Anchor};
  std::vector<uint32_t> ops = {property_value(values[0], spec, "anchor").id.value};
  if (values.size() > 1 && sn(values[1]).kind == SyntaxKind::Name) {
    NamedElement* named = find_named(main_text(values[1]));
    if (named == nullptr) {
      unknown_name(values[1]);
    } else {
      SlotInfo slot;
      slot.kind = SlotKind::ElementRef;
      slot.type = types_.element(0);
      slot.source = named->node;
      const uint32_t index = mirror_slot(named->scope, std::move(slot));
      ops.push_back(slot_value(named->scope, index).id.value);
    }
  }
  const Value v = make_ops(Op::Sequence, types_.any, ops);
  return binding_from(v, frame, reads, cx_.scope, values[0]);
}

}  // namespace hallows::ptl
