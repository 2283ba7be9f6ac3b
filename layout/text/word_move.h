#pragma once

#include "layout/text/paragraph_impl.h"

namespace hallows::text {

// Movement by words as browsers do it; positions are caret stops in ci. UAX 29 with what a browser
// adds: a row of punctuation and symbols is one thing, white space is passed over, Thai, Chinese
// and Japanese are cut into words by dictionaries.
uint32_t next_word_end(ParagraphImpl& p, uint32_t ci);
uint32_t previous_word_start(ParagraphImpl& p, uint32_t ci);
// UAX 29 over the whole text, once, when words are first asked for.
void mark_words_once(ParagraphImpl& p);
// Between two letters of Han, Hiragana or Katakana, where there is a dictionary of their words.
bool is_inside_cjk(const ParagraphImpl& p, uint32_t ci);
// Of such a place: whether a word starts here.
bool starts_cjk_word(ParagraphImpl& p, uint32_t ci);

// Of caret.cpp.
uint32_t previous_stop(const ParagraphImpl& p, uint32_t ci);
bool is_newline_at(const ParagraphImpl& p, uint32_t ci);

}  // namespace hallows::text
