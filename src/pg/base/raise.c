/* raise.c - the core's errors, memory and text, as PostgreSQL has them */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "pg/base/an_pg.h"

static void *
context_alloc(void *host, size_t size)
{
	if (!AllocHugeSizeIsValid(size))
		return NULL;
	return MemoryContextAllocExtended(host, size, MCXT_ALLOC_HUGE | MCXT_ALLOC_NO_OOM);
}

static void
context_release(void *host, void *block)
{
	pfree(block);
}

/* Large blocks are pages of their own, which the C library moves without copying
 * them.  What PostgreSQL raises for want of memory must not go through the core. */
static void *
context_resize(void *host, void *block, size_t size)
{
	MemoryContext old = CurrentMemoryContext;
	void	   *volatile larger = NULL;

	if (!AllocHugeSizeIsValid(size))
		return NULL;
	PG_TRY();
	{
		larger = repalloc_huge(block, size);
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(old);
		FlushErrorState();
	}
	PG_END_TRY();
	return larger;
}

/* Only a cancel or the end of the session stops the core; other interrupts
 * (a changed catalog, say) can wait until it returns. */
static bool
context_interrupted(void *host)
{
	return INTERRUPTS_PENDING_CONDITION() && (QueryCancelPending || ProcDiePending);
}

void
pg_env_init(AnEnv *env, MemoryContext context, size_t limit)
{
	an_env_init(env, limit);
	env->alloc = context_alloc;
	env->release = context_release;
	env->resize = context_resize;
	env->interrupted = context_interrupted;
	env->host = context;
}

int
an_sqlstate(AnStatus status)
{
	switch (status)
	{
		case AN_EARG:
			return ERRCODE_INVALID_PARAMETER_VALUE;
		case AN_EFORMAT:
			return ERRCODE_INVALID_BINARY_REPRESENTATION;
		case AN_EUNSUPPORTED:
			return ERRCODE_FEATURE_NOT_SUPPORTED;
		case AN_ELIMIT:
			return ERRCODE_PROGRAM_LIMIT_EXCEEDED;
		case AN_ENUMERIC:
			return ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE;
		case AN_ECORRUPT:
			return ERRCODE_DATA_CORRUPTED;
		case AN_ENOMEM:
			return ERRCODE_OUT_OF_MEMORY;
		case AN_ECANCEL:
			return ERRCODE_QUERY_CANCELED;
		case AN_OK:
			break;
	}
	return ERRCODE_INTERNAL_ERROR;
}

/* A message may quote the input, hence the conversion for display. */
static char *
display(const char *message)
{
	AnStr		str = {message, strlen(message)};

	return text_to_cstring(pg_text_for_display(str));
}

void
an_raise(const AnEnv *env)
{
	const AnError *error = &env->error;

	if (error->status == AN_ECANCEL)
	{
		CHECK_FOR_INTERRUPTS();
		ereport(ERROR, errcode(ERRCODE_QUERY_CANCELED),
				errmsg("canceling statement due to user request"));
	}
	ereport(ERROR, errcode(an_sqlstate(error->status)),
			errmsg("%s", display(error->message)),
			error->detail[0] != '\0' ? errdetail("%s", display(error->detail)) : 0,
			error->hint[0] != '\0' ? errhint("%s", display(error->hint)) : 0);
	pg_unreachable();
}

text *
pg_text_from_core(AnStr str)
{
	char	   *converted = pg_any_to_server(str.data, (int) str.len, PG_UTF8);

	if (converted == str.data)
		return cstring_to_text_with_len(str.data, (int) str.len);
	return cstring_to_text(converted);
}

/* Each character by itself, since one that is missing spoils the whole. */
static text *
convert_leniently(AnStr str, Oid function, int encoding)
{
	/* the conversion wants room for the worst case, and a byte more */
	int			room = (MAX_MULTIBYTE_CHAR_LEN + 1) * MAX_CONVERSION_GROWTH;
	unsigned char *out = palloc(str.len * MAX_CONVERSION_GROWTH + (size_t) room);
	size_t		used = 0;
	size_t		at = 0;

	while (at < str.len)
	{
		unsigned char *from = (unsigned char *) unconstify(char *, str.data) + at;
		int			len = Min(pg_utf_mblen(from), (int) (str.len - at));
		int			done;

		done = pg_do_encoding_conversion_buf(function, PG_UTF8, encoding, from, len,
											 out + used, room, true);
		if (done < len)
			out[used++] = '?';
		else
			used += strlen((char *) out + used);
		at += (size_t) len;
	}
	return cstring_to_text_with_len((char *) out, (int) used);
}

text *
pg_text_for_display(AnStr str)
{
	int			encoding = GetDatabaseEncoding();
	Oid			function;

	if (pg_verify_mbstr(encoding, str.data, (int) str.len, true) &&
		(encoding == PG_UTF8 || encoding == PG_SQL_ASCII))
		return cstring_to_text_with_len(str.data, (int) str.len);
	function = IsTransactionState() ? FindDefaultConversionProc(PG_UTF8, encoding) : InvalidOid;
	if (OidIsValid(function))
		return convert_leniently(str, function, encoding);
	else
	{
		text	   *plain = cstring_to_text_with_len(str.data, (int) str.len);

		for (char *c = VARDATA(plain); c < VARDATA(plain) + str.len; c++)
			if (IS_HIGHBIT_SET(*c))
				*c = '?';
		return plain;
	}
}

AnStr
core_text_from_pg(const text *value)
{
	AnStr		str = {VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)};
	char	   *converted;

	if (GetDatabaseEncoding() == PG_UTF8)
		return str;
	converted = pg_server_to_any(str.data, (int) str.len, PG_UTF8);
	if (converted != str.data)
	{
		str.data = converted;
		str.len = strlen(converted);
	}
	return str;
}
