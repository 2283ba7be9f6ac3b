#pragma once

#include <cstdint>
#include <deque>

namespace hallows::ptl {

struct CompiledProgram;
struct ScopeInfo;
struct ComponentInstance;

// Operations if every binding of the component's scopes and nodes is evaluated once; the longer
// branch of every choice is not told from the shorter: both count.
uint32_t binding_operations(const CompiledProgram& program, const std::deque<ScopeInfo>& scopes,
                            const ComponentInstance& component);

}  // namespace hallows::ptl
