/* json_binary.c - values of UBJSON: a byte says what follows, lengths are numbers too */
#include "formats/json.h"

#include <string.h>

uint32_t
an_json_binary_width(uint8_t type)
{
	switch (type)
	{
		case 'i':
		case 'U':
			return 1;
		case 'I':
			return 2;
		case 'l':
		case 'd':
			return 4;
		case 'L':
		case 'D':
			return 8;
		default:
			return 0;
	}
}

/* A number of one of the types above. */
static double
read_number(AnReader *in, uint8_t type)
{
	switch (type)
	{
		case 'i':
			return (int8_t) an_reader_u8(in);
		case 'U':
			return an_reader_u8(in);
		case 'I':
			return (int16_t) an_reader_u16(in);
		case 'l':
			return (int32_t) an_reader_u32(in);
		case 'L':
			return (double) (int64_t) an_reader_u64(in);
		case 'd':
			return (double) an_reader_f32(in);
		default:
			return an_reader_f64(in);
	}
}

/* A byte that means something. */
static uint8_t
read_marker(AnReader *in)
{
	uint8_t		marker;

	do
		marker = an_reader_u8(in);
	while (marker == 'N');
	return marker;
}

static AnStatus
read_length(AnJson *json, uint64_t *length)
{
	uint8_t		type = an_reader_u8(&json->in);
	double		number;

	if (json->in.failed)
		return an_json_bad(json, "");
	if (type == 'd' || type == 'D' || an_json_binary_width(type) == 0)
		return an_json_bad(json, "A length is missing");
	number = read_number(&json->in, type);
	if (number < 0)
		return an_json_bad(json, "A length is negative");
	if (number > (double) an_reader_left(&json->in))
		json->in.failed = true;
	*length = json->in.failed ? 0 : (uint64_t) number;
	return json->in.failed ? an_json_bad(json, "") : AN_OK;
}

static AnStatus
read_text(AnJson *json, AnStr *text)
{
	uint64_t	length;

	AN_TRY(read_length(json, &length));
	text->data = (const char *) an_reader_take(&json->in, (size_t) length);
	text->len = (size_t) length;
	return AN_OK;
}

/* Behind the bracket: perhaps the type of all items, and how many there are. */
static AnStatus
enter(AnJson *json, bool object)
{
	AnJsonLevel level = {.object = object};
	AnReader   *in = &json->in;
	uint8_t		marker;

	if (an_reader_accept(in, '$'))
	{
		level.type = an_reader_u8(in);
		if (an_json_binary_width(level.type) == 0 && level.type != 'S' && !in->failed)
			return an_json_bad(json, "There is an array of a type that is not known");
	}
	if (level.type != 0 || an_reader_peek(in) == '#')
	{
		uint64_t	width = an_json_binary_width(level.type);

		marker = an_reader_u8(in);
		if (marker != '#' && !in->failed)
			return an_json_bad(json, "A number of items is missing");
		level.counted = true;
		AN_TRY(read_length(json, &level.left));
		/* no item, and no key, takes less than a byte */
		if (level.left > an_reader_left(in) / (width > 1 ? width : 1))
			in->failed = true;
	}
	return in->failed ? an_json_bad(json, "") : an_json_enter(json, level);
}

/* What only the marker tells apart, or holds. */
static AnStatus
read_other(AnJson *json, uint8_t marker, AnJsonValue *value)
{
	switch (marker)
	{
		case 'Z':
			value->kind = AN_JSON_NULL;
			return AN_OK;
		case 'T':
		case 'F':
			value->kind = AN_JSON_BOOL;
			value->number = marker == 'T';
			return AN_OK;
		case 'C':
			value->kind = AN_JSON_STRING;
			value->text = (AnStr) {(const char *) an_reader_take(&json->in, 1), 1};
			return json->in.failed ? an_json_bad(json, "") : AN_OK;
		case 'H':
			value->kind = AN_JSON_NUMBER;
			AN_TRY(read_text(json, &value->text));
			return an_json_text_number(json, value->text, &value->number);
		default:
			return an_json_bad(json, "There is a value of a type that is not known");
	}
}

AnStatus
an_json_binary_value(AnJson *json, AnJsonValue *value)
{
	uint8_t		marker = json->depth > 0 ? json->levels[json->depth - 1].type : 0;

	if (marker == 0)
		marker = read_marker(&json->in);
	if (json->in.failed)
		return an_json_bad(json, "");
	if (an_json_binary_width(marker) > 0)
	{
		value->kind = AN_JSON_NUMBER;
		value->number = read_number(&json->in, marker);
		return json->in.failed ? an_json_bad(json, "") : AN_OK;
	}
	if (marker == '[' || marker == '{')
	{
		value->kind = marker == '{' ? AN_JSON_OBJECT : AN_JSON_ARRAY;
		return enter(json, marker == '{');
	}
	if (marker != 'S')
		return read_other(json, marker, value);
	value->kind = AN_JSON_STRING;
	return read_text(json, &value->text);
}

/* The end of an array or object whose size is not known. */
AnStatus
an_json_binary_more(AnJson *json, bool *more)
{
	char		end = json->levels[json->depth - 1].object ? '}' : ']';
	AnReader   *in = &json->in;

	while (an_reader_accept(in, 'N'))
		;
	in->failed |= an_reader_left(in) == 0;
	if (in->failed)
		return an_json_bad(json, "");
	*more = !an_reader_accept(in, end);
	return AN_OK;
}

AnStatus
an_json_binary_key(AnJson *json, AnStr *key)
{
	return read_text(json, key);
}
