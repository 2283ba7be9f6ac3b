#include <algorithm>

#include "parseltongue/compiler/lower.h"

// The first passes: which files there are, what each declares, and what each sees of the others.
namespace hallows::ptl {
namespace {

std::string folder_of(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string() : std::string(path.substr(0, slash + 1));
}

// Native kinds that only standard components use.
bool std_only(ElementKind kind) {
  return kind == ElementKind::Window || kind == ElementKind::TextInput;
}

// Takes `.` and `..` out of a path.
std::string normalised(const std::string& path) {
  std::vector<std::string> parts;
  const bool absolute = !path.empty() && path[0] == '/';
  for (size_t at = 0; at <= path.size();) {
    const size_t end = std::min(path.find('/', at), path.size());
    const std::string part = path.substr(at, end - at);
    at = end + 1;
    if (part.empty() || part == ".") continue;
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else {
      parts.push_back(part);
    }
  }
  std::string out = absolute ? "/" : "";
  for (size_t i = 0; i < parts.size(); ++i) out += (i == 0 ? "" : "/") + parts[i];
  return out;
}

}  // namespace

uint32_t Lowering::load_file(const std::string& path) {
  const auto known = file_by_path_.find(path);
  if (known != file_by_path_.end()) return known->second;
  std::string text;
  if (loader_.load == nullptr || !loader_.load(loader_.context, path, text)) return UINT32_MAX;
  const bool is_std = path.starts_with("std:");
  if (is_std) {  // one source may hold several standard components
    for (const FileInfo& file : files_) {
      if (file.is_std && file.tree.text == text) return file_by_path_[path] = file.index;
    }
  }
  const auto index = static_cast<uint32_t>(files_.size());
  file_by_path_[path] = index;
  FileInfo& file = files_.emplace_back();
  file.index = index;
  file.is_std = is_std;
  file.tree = parse_tree(path, std::move(text));
  diagnostics_.insert(diagnostics_.end(), file.tree.diagnostics.begin(),
                      file.tree.diagnostics.end());
  out_.files.push_back(out_.text_storage.emplace_back(path));
  load_uses(index);
  return index;
}

std::string Lowering::used_path(const FileInfo& file, uint32_t use_node,
                                std::string_view name) const {
  const SyntaxNode& use = file.tree.nodes[use_node];
  const std::string_view main = file.tree.text_of(use.main);
  if (main == "std") return "std:" + std::string(name);
  if (main.size() < 2 || main[0] != '"') return {};
  const std::string relative(main.substr(1, main.size() - 2));
  if (file.is_std) return "std:" + relative;
  return normalised(folder_of(file.tree.path) + relative);
}

void Lowering::load_uses(uint32_t index) {
  cx_.file = &files_[index];
  std::vector<std::pair<std::string, uint32_t>> wanted;
  const SyntaxTree& tree = files_[index].tree;
  for (uint32_t n = tree.nodes[tree.root].first_child; n != kNoNode; n = tree.nodes[n].next) {
    if (tree.nodes[n].kind != SyntaxKind::Use) continue;
    if (tree.text_of(tree.nodes[n].main) != "std") {
      wanted.emplace_back(used_path(files_[index], n, ""), tree.nodes[n].main);
      continue;
    }
    for (uint32_t c = tree.nodes[n].first_child; c != kNoNode; c = tree.nodes[c].next) {
      if (tree.nodes[c].kind != SyntaxKind::UseName) continue;
      const std::string_view name = tree.text_of(tree.nodes[c].main);
      const ElementKind kind = format::find_kind(name);
      if (kind != ElementKind::Count && !std_only(kind)) continue;
      wanted.emplace_back(used_path(files_[index], n, name), UINT32_MAX);
    }
  }
  for (const auto& [path, token] : wanted) {
    if (path.empty()) continue;
    const bool missing = load_file(path) == UINT32_MAX;
    cx_.file = &files_[index];
    if (missing && token != UINT32_MAX) {
      error_token(token, {"no-such-file", "there is no file '" + path + "'",
                          "the path counts from the folder of the file that uses it", ""});
    }
  }
}

void Lowering::load_files() {
  if (load_file(root_path_) != UINT32_MAX) return;
  Diagnostic d;
  d.code = "no-such-file";
  d.place.file = root_path_;
  d.message = "there is no file '" + root_path_ + "'";
  d.fix = "check the path";
  diagnostics_.push_back(std::move(d));
}

void Lowering::declare(FileInfo& file, uint32_t node, Symbol symbol) {
  const std::string name = main_text(node);
  if (sn(node).kind != SyntaxKind::Component && sn(node).kind != SyntaxKind::Window &&
      broken(node)) {
    damaged_.insert(name);
  }
  if (name.empty()) {
    file.nameless = true;
    return;
  }
  if (file.own.contains(name)) {
    error(node, {"declared-twice", "'" + name + "' is declared twice in this file",
                 "names of items are unique in their file", "rename one of them"});
    return;
  }
  file.own[name] = symbol;
}

void Lowering::declare_item(FileInfo& file, uint32_t node) {
  const auto at = [](const auto& list) { return static_cast<uint32_t>(list.size()); };
  const std::string name = main_text(node);
  std::vector<std::string> type_params;
  for (const uint32_t p : children_of(node, SyntaxKind::TypeParam)) {
    type_params.push_back(main_text(p));
  }
  switch (sn(node).kind) {
    case SyntaxKind::Const:
      declare(file, node, {SymbolKind::Const, at(consts_)});
      consts_.push_back({file.index, node});
      break;
    case SyntaxKind::Enum:
      declare(file, node, {SymbolKind::Enum, at(enums_)});
      enums_.push_back({file.index, node, name, {}});
      break;
    case SyntaxKind::Struct:
      declare(file, node, {SymbolKind::Struct, at(structs_)});
      structs_.push_back({file.index, node, name, {}});
      break;
    case SyntaxKind::Fn:
      declare(file, node, {SymbolKind::Fn, at(fns_)});
      fns_.push_back({file.index, node, name, type_params});
      break;
    case SyntaxKind::ExternFn:
      declare(file, node, {SymbolKind::Extern, at(externs_)});
      externs_.push_back({file.index, node, name, {}, {}});
      break;
    case SyntaxKind::Theme:
      declare(file, node, {SymbolKind::Theme, at(themes_)});
      themes_.push_back({file.index, node, name});
      break;
    case SyntaxKind::Style:
      declare(file, node, {SymbolKind::Style, at(styles_)});
      styles_.push_back({file.index, node, name});
      break;
    case SyntaxKind::Component:
    case SyntaxKind::Window:
      declare(file, node, {SymbolKind::Component, at(component_decls_)});
      component_decls_.push_back(
          {file.index, node, name, sn(node).kind == SyntaxKind::Window, type_params});
      break;
    default:
      break;
  }
}

void Lowering::declare_items() {
  for (FileInfo& file : files_) {
    cx_.file = &file;
    file.nameless = file.tree.lost_item;
    for (const uint32_t node : children(file.tree.root)) declare_item(file, node);
    file.names = file.own;
  }
}

namespace {

// For "did you mean": native elements, and what std writes in the language.
std::vector<std::string> std_names() {
  constexpr std::string_view kWritten[] = {"Button", "TextField", "TextArea", "Checkbox",
                                           "Slider", "Spacer",    "Divider",  "Toggle",
                                           "Radio",  "Progress",  "Spinner"};
  std::vector<std::string> names(std::begin(kWritten), std::end(kWritten));
  names.reserve(names.size() + static_cast<size_t>(ElementKind::Count));
  for (uint16_t k = 0; k < static_cast<uint16_t>(ElementKind::Count); ++k) {
    const auto kind = static_cast<ElementKind>(k);
    if (!std_only(kind)) names.emplace_back(format::kind_info(kind).name);
  }
  return names;
}

}  // namespace

bool Lowering::told_std_only(const FileInfo& file, uint32_t node, const std::string& name) {
  const ElementKind kind = format::find_kind(name);
  if (kind == ElementKind::Count || !std_only(kind)) return false;
  if (reported_.insert("unknown " + file.tree.path + " " + name).second) {
    error(node, {"std-only", "'" + name + "' is for the standard components alone", "",
                 kind == ElementKind::TextInput ? "use TextField or TextArea"
                                                : "declare it: window Name { }"});
  }
  return true;
}

void Lowering::use_name(FileInfo& file, uint32_t use_node, uint32_t name_node) {
  const std::string name = main_text(name_node);
  Symbol symbol;
  const bool from_std = tok(sn(use_node).main) == "std";
  const ElementKind kind = from_std ? format::find_kind(name) : ElementKind::Count;
  if (kind != ElementKind::Count && (!std_only(kind) || file.is_std)) {
    symbol = {SymbolKind::Native, static_cast<uint32_t>(kind)};
  } else {
    if (from_std && told_std_only(file, name_node, name)) return;
    const auto it = file_by_path_.find(used_path(file, use_node, name));
    if (it == file_by_path_.end()) {
      if (from_std) unknown(sn(name_node).main, "standard element", name, std_names());
      return;
    }
    const FileInfo& used = files_[it->second];
    const auto found = used.own.find(name);
    if (found == used.own.end()) {
      if (!used.nameless) unknown(sn(name_node).main, "name", name, keys_of(used.own));
      return;
    }
    symbol = found->second;
  }
  if (file.names.contains(name)) {
    error(name_node, {"declared-twice", "'" + name + "' is here already", "", "remove it"});
    return;
  }
  file.names[name] = symbol;
  if (symbol.kind == SymbolKind::Theme) file.themes.push_back(symbol.index);
}

void Lowering::resolve_use(FileInfo& file, uint32_t node) {
  const uint32_t as = child_of(node, SyntaxKind::AsName);
  if (as != kNoNode) {
    const auto it = file_by_path_.find(used_path(file, node, ""));
    if (it == file_by_path_.end()) return;
    file.names[main_text(as)] = {SymbolKind::Namespace, it->second};
    for (const auto& [name, symbol] : files_[it->second].own) {
      if (symbol.kind == SymbolKind::Theme) file.themes.push_back(symbol.index);
    }
    return;
  }
  for (const uint32_t name : children_of(node, SyntaxKind::UseName)) use_name(file, node, name);
}

void Lowering::resolve_uses() {
  for (FileInfo& file : files_) {
    cx_.file = &file;
    for (const uint32_t node : children(file.tree.root)) {
      if (sn(node).kind == SyntaxKind::Use) resolve_use(file, node);
      if (sn(node).kind != SyntaxKind::Theme) continue;
      const auto own = file.own.find(main_text(node));
      if (own != file.own.end()) file.themes.push_back(own->second.index);
    }
  }
}

void Lowering::declare_theme_fields(const ThemeInfo& theme) {
  cx_.file = &files_[theme.file];
  for (const FieldInfo& field : field_infos(theme.node)) {
    const auto it = theme_field_ids_.find(field.name);
    if (it == theme_field_ids_.end()) {
      theme_field_ids_[field.name] = {static_cast<uint32_t>(out_.theme_fields.size()), field.type};
      out_.theme_fields.push_back(text_id(field.name));
    } else if (it->second.second != field.type) {
      error(field.node,
            {"theme-type",
             "'" + field.name + "' is a " + type_name(it->second.second) + " in another theme",
             "a theme's value has one type in all themes", ""});
    }
    if (field.initial_node == kNoNode) {
      error(field.node, {"theme-value", "'" + field.name + "' needs a value", "", "add '= …'"});
    }
  }
}

// Structs, enums, externs: their fields' types.
void Lowering::declare_types() {
  for (EnumInfo& e : enums_) {
    cx_.file = &files_[e.file];
    for (const uint32_t c : children_of(e.node, SyntaxKind::EnumCase)) {
      e.cases.push_back({main_text(c), field_infos(c)});
      if (broken(c)) damaged_.insert(e.cases.back().name);
    }
  }
  for (StructInfo& s : structs_) {
    cx_.file = &files_[s.file];
    s.fields = field_infos(s.node);
  }
  for (ExternInfo& e : externs_) {
    cx_.file = &files_[e.file];
    e.parameters = field_infos(e.node);
    const uint32_t result = child_of(e.node, SyntaxKind::Result);
    e.result = result == kNoNode ? types_.void_ : resolve_type(child(result));
  }
  for (const ThemeInfo& theme : themes_) declare_theme_fields(theme);
}

}  // namespace hallows::ptl
