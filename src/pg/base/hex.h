/* hex.h - the text form of binary types: "\x" and hexadecimal digits */
#ifndef AN_PG_HEX_H
#define AN_PG_HEX_H

#include "pg/base/an_pg.h"

/* The bytes behind a varlena header; NULL when the text is not of that form. */
extern struct varlena *hex_parse(const char *text);

extern char *hex_print(const char *bytes, size_t size);

#endif
