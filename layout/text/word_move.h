#pragma once

#include "layout/text/paragraph_impl.h"

namespace hallows::text {

// Movement by words as browsers do it; positions are caret stops in ci. UAX 29 with what a browser
// adds: a row of punctuation and symbols is one thing, white space is passed over.
uint32_t next_word_end(const ParagraphImpl& p, uint32_t ci);
uint32_t previous_word_start(const ParagraphImpl& p, uint32_t ci);
// UAX 29 over the whole text, once, when words are first asked for.
void mark_words_once(ParagraphImpl& p);

// Of caret.cpp.
uint32_t previous_stop(const ParagraphImpl& p, uint32_t ci);
bool is_newline_at(const ParagraphImpl& p, uint32_t ci);

}  // namespace hallows::text
