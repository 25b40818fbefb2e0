/* confusion.c - how often which class was predicted as which */
#include "stats/confusion.h"

#include <math.h>
#include <string.h>

_Static_assert(sizeof(AnConfusion) == 32, "the header is a multiple of 8 without holes");

/* ----- layout ----- */

static size_t
padded(size_t size)
{
	return (size + 7) / 8 * 8;
}

size_t
an_confusion_size(uint32_t room, uint32_t text_room)
{
	return sizeof(AnConfusion) + (size_t) room * room * sizeof(double) +
		padded(room * sizeof(uint32_t)) + padded(room * sizeof(uint16_t)) + padded(text_room);
}

static double *
weights_of(AnConfusion *c)
{
	return (double *) (void *) (c + 1);
}

static uint32_t *
ends_of(AnConfusion *c)
{
	return (uint32_t *) (void *) (weights_of(c) + (size_t) c->room * c->room);
}

static uint16_t *
order_of(AnConfusion *c)
{
	return (uint16_t *) (void *) ((uint8_t *) ends_of(c) + padded(c->room * sizeof(uint32_t)));
}

static char *
text_of(AnConfusion *c)
{
	return (char *) order_of(c) + padded(c->room * sizeof(uint16_t));
}

/* The functions above are also for values that are only read. */
static AnConfusion *
read_only(const AnConfusion *c)
{
	return (AnConfusion *) (uintptr_t) c;
}

void
an_confusion_init(AnConfusion *c, uint32_t room, uint32_t text_room)
{
	memset(c, 0, an_confusion_size(room, text_room));
	c->version = AN_CONFUSION_VERSION;
	c->room = (uint16_t) room;
	c->text_room = text_room;
}

bool
an_confusion_valid(const AnConfusion *c, size_t size)
{
	return size >= sizeof(AnConfusion) && c->version == AN_CONFUSION_VERSION &&
		c->room <= AN_MAX_CONFUSED && c->nclasses <= c->room &&
		c->text_room <= AN_CONFUSION_FULL_TEXT && c->text_room % 8 == 0 &&
		c->rows >= 0 && c->rows <= AN_MAX_CONFUSION_ROWS &&
		c->skipped >= 0 && c->skipped <= AN_MAX_CONFUSION_ROWS &&
		an_confusion_size(c->room, c->text_room) == size;
}

/* Do the offsets inside lead where they should? */
static bool
has_sound_names(const AnConfusion *c)
{
	const uint32_t *ends = ends_of(read_only(c));
	const uint16_t *order = order_of(read_only(c));
	uint32_t	start = 0;

	for (uint32_t i = 0; i < c->nclasses; i++)
	{
		if (ends[i] < start || ends[i] > c->text_room || order[i] >= c->nclasses)
			return false;
		start = ends[i];
	}
	return true;
}

AnStatus
an_confusion_check(AnEnv *env, const AnConfusion *c, size_t size)
{
	if (an_confusion_valid(c, size) && has_sound_names(c))
		return AN_OK;
	if (size >= sizeof(AnConfusion) && c->version > AN_CONFUSION_VERSION)
		return an_fail(env, AN_EUNSUPPORTED, "a confusion matrix of version %u is not supported",
					   c->version);
	return an_fail(env, AN_ECORRUPT, "a stored confusion matrix is damaged");
}

void
an_confusion_copy(const AnConfusion *from, uint32_t room, uint32_t text_room, AnConfusion *to)
{
	AnConfusion *source = read_only(from);

	an_confusion_init(to, room, text_room);
	to->nclasses = from->nclasses;
	to->rows = from->rows;
	to->skipped = from->skipped;
	for (uint32_t i = 0; i < from->nclasses; i++)
		memcpy(weights_of(to) + (size_t) i * room, weights_of(source) + (size_t) i * from->room,
			   from->nclasses * sizeof(double));
	memcpy(ends_of(to), ends_of(source), from->nclasses * sizeof(uint32_t));
	memcpy(order_of(to), order_of(source), from->nclasses * sizeof(uint16_t));
	if (from->nclasses > 0)
		memcpy(text_of(to), text_of(source), ends_of(source)[from->nclasses - 1]);
}

/* ----- classes ----- */

static AnStr
name_of(const AnConfusion *c, uint32_t number)
{
	const uint32_t *ends = ends_of(read_only(c));
	uint32_t	start = number > 0 ? ends[number - 1] : 0;

	return (AnStr) {text_of(read_only(c)) + start, ends[number] - start};
}

static int
compare_names(AnStr a, AnStr b)
{
	int			difference = memcmp(a.data, b.data, a.len < b.len ? a.len : b.len);

	if (difference != 0)
		return difference;
	return a.len < b.len ? -1 : a.len > b.len;
}

/* Where the class is, or would be, by name. */
static bool
find(const AnConfusion *c, AnStr name, uint32_t *place)
{
	const uint16_t *order = order_of(read_only(c));
	uint32_t	from = 0;
	uint32_t	to = c->nclasses;

	while (from < to)
	{
		uint32_t	middle = (from + to) / 2;
		int			difference = compare_names(name, name_of(c, order[middle]));

		if (difference == 0)
		{
			*place = middle;
			return true;
		}
		if (difference < 0)
			to = middle;
		else
			from = middle + 1;
	}
	*place = from;
	return false;
}

static uint32_t
text_used(const AnConfusion *c)
{
	return c->nclasses > 0 ? ends_of(read_only(c))[c->nclasses - 1] : 0;
}

static void
add_class(AnConfusion *c, AnStr name, uint32_t place)
{
	uint16_t   *order = order_of(c);
	uint32_t	used = text_used(c);

	memmove(order + place + 1, order + place, (c->nclasses - place) * sizeof(uint16_t));
	order[place] = c->nclasses;
	memcpy(text_of(c) + used, name.data, name.len);
	ends_of(c)[c->nclasses] = used + (uint32_t) name.len;
	c->nclasses++;
}

AnStatus
an_confusion_number(AnEnv *env, AnConfusion *c, AnStr name, int32_t *number)
{
	uint32_t	place;

	if (find(c, name, &place))
	{
		*number = order_of(c)[place];
		return AN_OK;
	}
	if (name.len > AN_MAX_CLASS_NAME)
		return an_fail(env, AN_ELIMIT, "the name of a class has more than %d bytes",
					   AN_MAX_CLASS_NAME);
	if (c->nclasses >= AN_MAX_CONFUSED)
		return an_fail(env, AN_ELIMIT, "there are more than %d classes", AN_MAX_CONFUSED);
	*number = -1;
	if (c->nclasses == c->room || name.len > c->text_room - text_used(c))
		return AN_OK;
	add_class(c, name, place);
	*number = c->nclasses - 1;
	return AN_OK;
}

/* ----- room ----- */

static uint32_t
grown(uint32_t room, size_t needed, uint32_t first, uint32_t full)
{
	size_t		more = room < first ? first : room;

	while (more < needed)
		more *= 2;
	return more > full ? full : (uint32_t) more;
}

void
an_confusion_more_room(const AnConfusion *c, size_t name_size, uint32_t *room, uint32_t *text_room)
{
	*room = grown(c->room, c->nclasses + 1u, AN_CONFUSION_FIRST_ROOM, AN_MAX_CONFUSED);
	*text_room = grown(c->text_room, text_used(c) + name_size, AN_CONFUSION_FIRST_TEXT,
					   AN_CONFUSION_FULL_TEXT);
}

void
an_confusion_least_room(const AnConfusion *c, uint32_t *room, uint32_t *text_room)
{
	*room = c->nclasses;
	*text_room = (uint32_t) padded(text_used(c));
}

void
an_confusion_merge_room(const AnConfusion *into, const AnConfusion *from,
						uint32_t *room, uint32_t *text_room)
{
	uint32_t	classes = into->nclasses;
	size_t		text = text_used(into);
	uint32_t	place;

	for (uint32_t i = 0; i < from->nclasses; i++)
		if (!find(into, name_of(from, i), &place))
		{
			classes++;
			text += name_of(from, i).len;
		}
	*room = grown(into->room, classes, AN_CONFUSION_FIRST_ROOM, AN_MAX_CONFUSED);
	*text_room = grown(into->text_room, text, AN_CONFUSION_FIRST_TEXT, AN_CONFUSION_FULL_TEXT);
}

/* ----- rows ----- */

void
an_confusion_add(AnConfusion *c, uint32_t actual, uint32_t predicted, double weight)
{
	weights_of(c)[(size_t) actual * c->room + predicted] += weight;
	c->rows++;
}

AnStatus
an_confusion_merge(AnEnv *env, AnConfusion *into, const AnConfusion *from)
{
	const double *weights = weights_of(read_only(from));
	int32_t    *numbers = an_alloc_array(env, from->nclasses + 1u, sizeof(int32_t));

	if (numbers == NULL)
		return env->error.status;
	if (into->rows > AN_MAX_CONFUSION_ROWS - from->rows ||
		into->skipped > AN_MAX_CONFUSION_ROWS - from->skipped)
		return an_fail(env, AN_ELIMIT, "too many rows in a confusion matrix");
	for (uint32_t i = 0; i < from->nclasses; i++)
	{
		AN_TRY(an_confusion_number(env, into, name_of(from, i), &numbers[i]));
		if (numbers[i] < 0)
			return an_fail(env, AN_EARG, "a confusion matrix without room for another");
	}
	for (uint32_t i = 0; i < from->nclasses; i++)
		for (uint32_t j = 0; j < from->nclasses; j++)
			weights_of(into)[(size_t) numbers[i] * into->room + (size_t) numbers[j]] +=
				weights[(size_t) i * from->room + j];
	into->rows += from->rows;
	into->skipped += from->skipped;
	return AN_OK;
}

/* ----- reading ----- */

AnStr
an_confusion_class(const AnConfusion *c, uint32_t place)
{
	return name_of(c, order_of(read_only(c))[place]);
}

double
an_confusion_weight(const AnConfusion *c, uint32_t actual, uint32_t predicted)
{
	const uint16_t *order = order_of(read_only(c));

	return weights_of(read_only(c))[(size_t) order[actual] * c->room + order[predicted]];
}
