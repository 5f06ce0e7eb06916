#ifndef CLIBXML2_SHIM_H
#define CLIBXML2_SHIM_H

// Debian builds libxml2 with ICU, so that its headers include ICU's, which Foundation brings in another version: the two
// can't be imported together. Only a structure that Swift never looks into depends on the switch.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

// The parser's options are an enumeration that Swift would want combined by raw values at the call site. One function
// states them once: recover from anything, report nothing on stderr, never touch the network.
static inline htmlDocPtr clibxml2_parse_html(const char *utf8, int size) {
  return htmlReadMemory(utf8, size, NULL, "UTF-8",
                        HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
                            HTML_PARSE_COMPACT);
}

// xmlFree is a global function pointer variable, which Swift 6 rightly refuses as shared mutable state.
static inline void clibxml2_free(xmlChar *text) { xmlFree(text); }

#endif
