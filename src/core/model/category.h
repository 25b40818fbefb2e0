/*
 * category.h - text of a category, as the training tool knew it
 *
 * The canonical form of a value: '\' before each of : ; |, every run of white
 * space (space, TAB, CR) as one space, none at either end.  Source: R package
 * C50's treatment of data, as specified for this project.
 */
#ifndef AN_CATEGORY_H
#define AN_CATEGORY_H

#include "base/env.h"

/* Values of this many bytes or more, in canonical form, are refused. */
#define AN_MAX_VALUE 1000

typedef enum AnCategoryText
{
	AN_TEXT_OK,
	AN_TEXT_MISSING,			/* "?" */
	AN_TEXT_EMPTY,				/* nothing but white space */
	AN_TEXT_BAD					/* too long, or holds a line feed or a NUL */
} AnCategoryText;

/* Writes the canonical form (no NUL added) to out, AN_MAX_VALUE bytes. */
extern AnCategoryText an_canonical(const char *value, size_t len, char *out, size_t *out_len);

/* The form of packages before 2017: ':' replaced by '.', no backslashes. */
extern AnCategoryText an_canonical_old(const char *value, size_t len, char *out, size_t *out_len);

/* Removes the backslashes that an_canonical() put in: what a person reads.
 * In place; returns the new length. */
extern size_t an_readable(char *text, size_t len);

#endif
