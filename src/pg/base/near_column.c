/* near_column.c - the column that was probably meant by a name that is none */
#include "postgres.h"

#include <ctype.h>

#include "miscadmin.h"
#include "utils/varlena.h"

#include "pg/base/near_column.h"

#define MAX_DISTANCE 3			/* letters; and no more than half of them */

/* R makes "Petal.Length" of what a database calls petal_length. */
static bool
is_spelled_alike(const char *a, const char *b)
{
	for (;;)
	{
		while (*a != '\0' && strchr("._- ", *a) != NULL)
			a++;
		while (*b != '\0' && strchr("._- ", *b) != NULL)
			b++;
		if (pg_tolower((unsigned char) *a) != pg_tolower((unsigned char) *b))
			return false;
		if (*a == '\0')
			return true;
		a++;
		b++;
	}
}

/* x1 and x2 are two columns, and neither is a mistake for the other. */
static bool
is_other_number(const char *a, const char *b)
{
	for (;;)
	{
		while (isdigit((unsigned char) *a))
			a++;
		while (isdigit((unsigned char) *b))
			b++;
		if (*a != *b || *a == '\0')
			return *a == *b;
		a++;
		b++;
	}
}

const char *
near_column(TupleDesc desc, const char *name)
{
	int			len = (int) strlen(name);
	int			nearest = Min(MAX_DISTANCE, len / 2);
	const char *found = NULL;

	for (int i = 0; i < desc->natts; i++)
	{
		const char *column = NameStr(TupleDescAttr(desc, i)->attname);
		int			distance;

		if (TupleDescAttr(desc, i)->attisdropped)
			continue;
		if (is_spelled_alike(name, column))
			return column;
		CHECK_FOR_INTERRUPTS();
		distance = varstr_levenshtein_less_equal(name, len, column, (int) strlen(column), 1, 1, 1, nearest, true);
		if (distance > nearest || (found != NULL && distance == nearest) || is_other_number(name, column))
			continue;
		nearest = distance;
		found = column;
	}
	return found;
}

const char *
near_column_hint(TupleDesc desc, const char *name)
{
	const char *near = near_column(desc, name);

	return near == NULL ? "" : psprintf("Perhaps you meant the column \"%s\". ", near);
}
