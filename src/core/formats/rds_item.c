/* rds_item.c - the beginning of each kind of item in an R serialization */
#include "formats/rds_frame.h"

#define POLL_INTERVAL 65536

AnStatus
an_rds_bad(AnRds *rds, const char *what)
{
	an_fail(rds->env, AN_EFORMAT, "malformed R serialization");
	if (rds->in.failed)
		return an_detail(rds->env, "The data end too early.");
	return an_detail(rds->env, "%s before byte %zu.", what, rds->in.pos);
}

/* A length, once its elements of at least `unit` bytes each are seen to fit. */
AnStatus
an_rds_length(AnRds *rds, uint32_t unit, uint32_t *length)
{
	uint32_t	n = an_reader_u32(&rds->in);

	*length = 0;
	if (n == UINT32_MAX)
		return an_rds_bad(rds, "Long vectors are not supported: found one");
	if (n > INT32_MAX)
		return an_rds_bad(rds, "There is a negative length");
	if ((uint64_t) n * unit > an_reader_left(&rds->in))
		rds->in.failed = true;
	*length = n;
	return rds->in.failed ? an_rds_bad(rds, "") : AN_OK;
}

AnStatus
an_rds_count_item(AnRds *rds)
{
	if (rds->in.failed)
		return an_rds_bad(rds, "");
	if (++rds->items > AN_RDS_MAX_ITEMS)
	{
		an_fail(rds->env, AN_ELIMIT, "R object is too large");
		return an_detail(rds->env, "The limit is %u items.", (unsigned) AN_RDS_MAX_ITEMS);
	}
	return rds->items % POLL_INTERVAL == 0 ? an_poll(rds->env) : AN_OK;
}

static AnEncoding
marked_encoding(const AnRds *rds, uint32_t flags)
{
	if (flags & 0x8000)
		return AN_ENCODING_UTF8;
	if (flags & 0x4000)
		return AN_ENCODING_LATIN1;
	if (flags & (0x2000 | 0x40000))
		return AN_ENCODING_UNKNOWN;
	return rds->native;
}

/* What follows the flags of a string; attributes, if any, are not read. */
AnStatus
an_rds_chars(AnRds *rds, uint32_t flags, AnRdsString *string)
{
	uint32_t	len;

	if (rds->in.failed || RDS_TYPE(flags) != RDS_CHARS)
		return an_rds_bad(rds, "A string is missing");
	len = an_reader_u32(&rds->in);
	*string = (AnRdsString) {.encoding = marked_encoding(rds, flags)};
	string->missing = len == UINT32_MAX;
	if (string->missing)
		len = 0;
	if (len > AN_RDS_MAX_STRING && len <= an_reader_left(&rds->in))
	{
		an_fail(rds->env, AN_ELIMIT, "string is too long");
		return an_detail(rds->env, "The limit is %u bytes.", (unsigned) AN_RDS_MAX_STRING);
	}
	string->raw.data = (const char *) an_reader_take(&rds->in, len);
	string->raw.len = len;
	return rds->in.failed ? an_rds_bad(rds, "") : AN_OK;
}

static AnStatus
add_reference(AnRds *rds, size_t symbol_at)
{
	uint32_t   *ref;

	if (rds->complete)
		return AN_OK;
	if ((ref = AN_LIST_ADD(rds->env, &rds->refs, 1)) == NULL)
		return rds->env->error.status;
	*ref = (uint32_t) symbol_at;
	return AN_OK;
}

AnStatus
an_rds_push(AnRds *rds, AnRdsFrame frame)
{
	AnRdsFrame *top;

	if (rds->frames.count == AN_RDS_MAX_DEPTH)
	{
		an_fail(rds->env, AN_ELIMIT, "R object is nested too deeply");
		return an_detail(rds->env, "The limit is %d levels.", AN_RDS_MAX_DEPTH);
	}
	if ((top = AN_LIST_ADD(rds->env, &rds->frames, 1)) == NULL)
		return rds->env->error.status;
	*top = frame;
	return AN_OK;
}

/* n items of a role, then attributes if the flags say so. */
static AnStatus
push_items(AnRds *rds, uint32_t flags, size_t start, AnRdsRole role, uint32_t n)
{
	bool		attributes = (flags & RDS_HAS_ATTRIBUTES) != 0;
	uint32_t	type = RDS_TYPE(flags);
	AnRdsFrame	frame = {
		.kind = KIND_ITEMS, .attributes = attributes, .remaining = n, .count = n,
		.start = start, .nobjects = rds->nobjects
	};

	if (n == 0 && !attributes)
		return AN_OK;
	frame.is_list = type == RDS_LIST || type == RDS_ALTREP;
	frame.noted = role == ROLE_VALUE && attributes;
	frame.role = (uint8_t) (role == ROLE_VALUE && frame.is_list ? ROLE_VALUE : ROLE_PLAIN);
	return an_rds_push(rds, frame);
}

static AnStatus
push_cell(AnRds *rds, uint32_t flags, AnRdsRole role)
{
	AnRdsFrame	frame = {.kind = KIND_CELL, .todo = DO_CAR};

	if (flags & RDS_HAS_ATTRIBUTES)
		frame.todo |= DO_ATTRIBUTES;
	if (flags & RDS_HAS_TAG)
		frame.todo |= DO_TAG;
	frame.role = (uint8_t) (RDS_TYPE(flags) == RDS_PAIRLIST ? role : ROLE_PLAIN);
	return an_rds_push(rds, frame);
}

/* A vector whose elements are `unit` bytes each, and nothing to look into. */
static AnStatus
skip_vector(AnRds *rds, uint32_t flags, size_t start, AnRdsRole role, uint32_t unit)
{
	uint32_t	n;

	AN_TRY(an_rds_length(rds, unit, &n));
	an_reader_skip(&rds->in, (uint64_t) n * unit);
	return push_items(rds, flags, start, role, 0);
}

/* Strings are the bulk of a stream: they are passed without a frame each. */
AnStatus
an_rds_skip_strings(AnRds *rds, uint32_t n)
{
	while (n-- > 0)
	{
		AnRdsString string;
		uint32_t	flags = an_reader_u32(&rds->in);

		AN_TRY(an_rds_count_item(rds));
		AN_TRY(an_rds_chars(rds, flags, &string));
		if (flags & RDS_HAS_ATTRIBUTES)
		{
			if (n > 0)
				AN_TRY(an_rds_push(rds, (AnRdsFrame) {.kind = KIND_STRINGS, .remaining = n}));
			return an_rds_read_item(rds, ROLE_PLAIN);
		}
	}
	return AN_OK;
}

static AnStatus
read_strings(AnRds *rds, uint32_t flags, size_t start, AnRdsRole role)
{
	uint32_t	n;

	AN_TRY(an_rds_length(rds, 8, &n));
	AN_TRY(push_items(rds, flags, start, role, 0));
	return an_rds_skip_strings(rds, n);
}

static AnStatus
read_list(AnRds *rds, uint32_t flags, size_t start, AnRdsRole role)
{
	uint32_t	n;

	AN_TRY(an_rds_length(rds, 4, &n));
	return push_items(rds, flags, start, role, n);
}

static AnStatus
read_symbol(AnRds *rds)
{
	AnRdsString name;
	size_t		at = rds->in.pos;
	uint32_t	flags = an_reader_u32(&rds->in);

	AN_TRY(an_rds_chars(rds, flags, &name));
	if (name.missing || (flags & RDS_HAS_ATTRIBUTES))
		return an_rds_bad(rds, "A symbol has no proper name");
	return add_reference(rds, at);
}

static AnStatus
read_reference(AnRds *rds, uint32_t flags)
{
	uint32_t	index = flags >> 8;

	if (index == 0)
		index = an_reader_u32(&rds->in);
	if (index == 0 || index > rds->refs.count)
		return an_rds_bad(rds, "A reference is out of range");
	return AN_OK;
}

static AnStatus
read_environment(AnRds *rds)
{
	an_reader_skip(&rds->in, 4);	/* whether it is locked */
	AN_TRY(add_reference(rds, 0));
	return push_items(rds, 0, 0, ROLE_PLAIN, 4);
}

/* Namespaces, packages and persistent names: a reference made of strings. */
static AnStatus
read_named(AnRds *rds)
{
	uint32_t	n;

	an_reader_skip(&rds->in, 4);	/* always 0 */
	AN_TRY(an_rds_length(rds, 8, &n));
	AN_TRY(add_reference(rds, 0));
	return an_rds_skip_strings(rds, n);
}

static AnStatus
read_bytecode(AnRds *rds, uint32_t flags)
{
	an_reader_skip(&rds->in, 4);	/* how many calls are shared */
	AN_TRY(push_items(rds, flags, 0, ROLE_PLAIN, 0));
	return an_rds_push(rds, (AnRdsFrame) {.kind = KIND_CODE_START});
}

/* The class and names of an ALTREP object are those of its third item. */
static AnStatus
read_altrep(AnRds *rds, size_t start, AnRdsRole role)
{
	return push_items(rds, RDS_ALTREP | RDS_HAS_ATTRIBUTES, start, role, 2);
}

static AnStatus
read_chars(AnRds *rds, uint32_t flags)
{
	AnRdsString string;

	AN_TRY(an_rds_chars(rds, flags, &string));
	return flags & RDS_HAS_ATTRIBUTES ? an_rds_read_item(rds, ROLE_PLAIN) : AN_OK;
}

static AnStatus
read_pointer(AnRds *rds, uint32_t flags)
{
	AN_TRY(add_reference(rds, 0));
	return push_items(rds, flags, 0, ROLE_PLAIN, RDS_TYPE(flags) == RDS_POINTER ? 2 : 0);
}

/* Items whose attributes follow them. */
static AnStatus
read_vector(AnRds *rds, uint32_t flags, size_t start, AnRdsRole role)
{
	switch (RDS_TYPE(flags))
	{
		case RDS_SPECIAL:
		case RDS_BUILTIN:
		case RDS_RAW:
			return skip_vector(rds, flags, start, role, 1);
		case RDS_LOGICAL:
		case RDS_INTEGER:
			return skip_vector(rds, flags, start, role, 4);
		case RDS_REAL:
			return skip_vector(rds, flags, start, role, 8);
		case RDS_COMPLEX:
			return skip_vector(rds, flags, start, role, 16);
		case RDS_STRINGS:
			return read_strings(rds, flags, start, role);
		case RDS_LIST:
		case RDS_EXPRESSION:
			return read_list(rds, flags, start, role);
		case RDS_POINTER:
		case RDS_WEAKREF:
			return read_pointer(rds, flags);
		case RDS_S4:
			return push_items(rds, flags, start, role, 0);
		case RDS_BYTECODE:
			return read_bytecode(rds, flags);
		default:
			return an_rds_bad(rds, "There is an item of unknown type");
	}
}

AnStatus
an_rds_read_item(AnRds *rds, AnRdsRole role)
{
	size_t		start = rds->in.pos;
	uint32_t	flags = an_reader_u32(&rds->in);

	AN_TRY(an_rds_count_item(rds));
	switch (RDS_TYPE(flags))
	{
		case RDS_NIL:
		case RDS_GLOBAL_ENV:
		case RDS_EMPTY_ENV:
		case RDS_BASE_ENV:
		case RDS_BASE_NAMESPACE:
		case RDS_UNBOUND:
		case RDS_MISSING_ARG:
			return AN_OK;
		case RDS_REF:
			return read_reference(rds, flags);
		case RDS_SYMBOL:
			return read_symbol(rds);
		case RDS_ENVIRONMENT:
			return read_environment(rds);
		case RDS_NAMESPACE:
		case RDS_PACKAGE:
		case RDS_PERSISTENT:
			return read_named(rds);
		case RDS_PAIRLIST:
		case RDS_CALL:
		case RDS_CLOSURE:
		case RDS_PROMISE:
		case RDS_DOTS:
			return push_cell(rds, flags, role);
		case RDS_CHARS:
			return read_chars(rds, flags);
		case RDS_ALTREP:
			return read_altrep(rds, start, role);
		default:
			return read_vector(rds, flags, start, role);
	}
}
