/*
 * unpack.c - gzip, bzip2 and xz, within bounds
 *
 * Contract
 *  1. The format is known by the first bytes; anything else is plain and comes
 *     back as it is.
 *  2. The output is bounded while it is made: a small file that inflates to
 *     terabytes fails after AN_MAX_UNPACKED_SIZE bytes.
 *  3. The libraries' working memory goes through the env too, and is given back
 *     before an_unpack() returns.
 *  4. Concatenated streams are one file, as for gzip, bzip2 and xz themselves;
 *     any other bytes after the end are an error, as is a file cut short.
 */
#include <bzlib.h>
#include <lzma.h>
#include <string.h>
#include <zlib.h>

#include "base/list.h"
#include "formats/formats.h"

#define FIRST_CAPACITY ((size_t) 16 * 1024)
#define STEP_SIZE ((size_t) 1024 * 1024)	/* output between two polls */
#define MAX_CAPACITY (AN_MAX_UNPACKED_SIZE + 1) /* one more, to see the excess */
#define XZ_MEMORY_LIMIT ((uint64_t) 128 * 1024 * 1024)

typedef struct Unpacker
{
	AnEnv	   *env;
	AnEnv		scratch;		/* the library's memory, released at the end */
	const uint8_t *in;
	size_t		left;
	uint8_t    *out;
	size_t		size;
	size_t		capacity;
	bool		ended;			/* the stream's end was seen */
	union
	{
		z_stream	gzip;
		bz_stream	bzip2;
		lzma_stream xz;
	}			lib;
	lzma_allocator xz_allocator;
} Unpacker;

typedef struct Codec
{
	const char *name;
	const char *magic;
	size_t		magic_size;
	AnStatus	(*start) (Unpacker *u);
	AnStatus	(*step) (Unpacker *u, size_t room);
	void		(*stop) (Unpacker *u);
	bool		concatenates;	/* by itself, without our help */
} Codec;

/* Memory for the libraries; what they hold counts against the env's limit. */
static void *
borrow(void *opaque, size_t count, size_t size)
{
	Unpacker   *u = opaque;
	size_t		before = u->scratch.used;
	void	   *block;

	u->scratch.limit = before + (u->env->limit - u->env->used);
	block = an_alloc_array(&u->scratch, count, size);
	u->env->used += u->scratch.used - before;
	if (block == NULL)
		an_fail(u->env, u->scratch.error.status, "%s", u->scratch.error.message);
	return block;
}

static void
give_back(Unpacker *u)
{
	u->env->used -= u->scratch.used;
	an_env_release(&u->scratch);
}

static void *
gzip_alloc(void *opaque, unsigned count, unsigned size)
{
	return borrow(opaque, count, size);
}

static void *
bzip2_alloc(void *opaque, int count, int size)
{
	if (count < 0 || size < 0)
		return NULL;
	return borrow(opaque, (size_t) count, (size_t) size);
}

static void *
xz_alloc(void *opaque, size_t count, size_t size)
{
	return borrow(opaque, count, size);
}

static void
no_free(void *opaque, void *block)
{
	(void) opaque;
	(void) block;
}

/* Of a codec's failure: borrow() may have recorded the true reason already. */
static AnStatus
corrupted(Unpacker *u, const char *format)
{
	an_fail(u->env, AN_EFORMAT, "compressed file is damaged");
	if (u->env->error.status == AN_EFORMAT)
		an_detail(u->env, "The %s data are corrupted.", format);
	return u->env->error.status;
}

static AnStatus
gzip_start(Unpacker *u)
{
	u->lib.gzip = (z_stream) {.zalloc = gzip_alloc, .zfree = no_free, .opaque = u};
	if (inflateInit2(&u->lib.gzip, 15 + 16) != Z_OK)	/* 16: gzip, nothing else */
		return corrupted(u, "gzip");
	return AN_OK;
}

static AnStatus
gzip_step(Unpacker *u, size_t room)
{
	z_stream   *z = &u->lib.gzip;
	int			result;

	/* zlib does not write through next_in, but may be built without const */
	z->next_in = (z_const Bytef *) (uintptr_t) u->in;
	z->avail_in = (uInt) u->left;
	z->next_out = u->out + u->size;
	z->avail_out = (uInt) room;
	result = inflate(z, Z_NO_FLUSH);
	u->in += u->left - z->avail_in;
	u->left = z->avail_in;
	u->size += room - z->avail_out;
	u->ended = result == Z_STREAM_END;
	return result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR
		? AN_OK : corrupted(u, "gzip");
}

static void
gzip_stop(Unpacker *u)
{
	inflateEnd(&u->lib.gzip);
}

static AnStatus
bzip2_start(Unpacker *u)
{
	u->lib.bzip2 = (bz_stream) {.bzalloc = bzip2_alloc, .bzfree = no_free, .opaque = u};
	if (BZ2_bzDecompressInit(&u->lib.bzip2, 0, 0) != BZ_OK)
		return corrupted(u, "bzip2");
	return AN_OK;
}

static AnStatus
bzip2_step(Unpacker *u, size_t room)
{
	bz_stream  *b = &u->lib.bzip2;
	int			result;

	b->next_in = (char *) (uintptr_t) u->in;
	b->avail_in = (unsigned) u->left;
	b->next_out = (char *) (u->out + u->size);
	b->avail_out = (unsigned) room;
	result = BZ2_bzDecompress(b);
	u->in += u->left - b->avail_in;
	u->left = b->avail_in;
	u->size += room - b->avail_out;
	u->ended = result == BZ_STREAM_END;
	return result == BZ_OK || result == BZ_STREAM_END ? AN_OK : corrupted(u, "bzip2");
}

static void
bzip2_stop(Unpacker *u)
{
	BZ2_bzDecompressEnd(&u->lib.bzip2);
}

static AnStatus
xz_start(Unpacker *u)
{
	const lzma_stream blank = LZMA_STREAM_INIT;

	u->lib.xz = blank;
	u->xz_allocator = (lzma_allocator) {.alloc = xz_alloc, .free = no_free, .opaque = u};
	u->lib.xz.allocator = &u->xz_allocator;
	if (lzma_stream_decoder(&u->lib.xz, XZ_MEMORY_LIMIT, LZMA_CONCATENATED) != LZMA_OK)
		return corrupted(u, "xz");
	return AN_OK;
}

static AnStatus
xz_step(Unpacker *u, size_t room)
{
	lzma_stream *x = &u->lib.xz;
	lzma_ret	result;

	x->next_in = u->in;
	x->avail_in = u->left;
	x->next_out = u->out + u->size;
	x->avail_out = room;
	result = lzma_code(x, LZMA_FINISH);
	u->in += u->left - x->avail_in;
	u->left = x->avail_in;
	u->size += room - x->avail_out;
	u->ended = result == LZMA_STREAM_END;
	if (result == LZMA_MEMLIMIT_ERROR)
	{
		an_fail(u->env, AN_ELIMIT, "compressed file needs too much memory");
		return an_detail(u->env, "The limit for xz is %u MB.", (unsigned) (XZ_MEMORY_LIMIT >> 20));
	}
	return result == LZMA_OK || result == LZMA_STREAM_END || result == LZMA_BUF_ERROR
		? AN_OK : corrupted(u, "xz");
}

static void
xz_stop(Unpacker *u)
{
	lzma_end(&u->lib.xz);
}

static const Codec codecs[] = {
	{"gzip", "\x1F\x8B", 2, gzip_start, gzip_step, gzip_stop, false},
	{"bzip2", "BZh", 3, bzip2_start, bzip2_step, bzip2_stop, false},
	{"xz", "\xFD" "7zXZ\0", 6, xz_start, xz_step, xz_stop, true},
};

static AnStatus
make_room(Unpacker *u)
{
	size_t		capacity = u->capacity > MAX_CAPACITY / 2 ? MAX_CAPACITY : u->capacity * 2;

	if (u->size > AN_MAX_UNPACKED_SIZE)
	{
		an_fail(u->env, AN_ELIMIT, "unpacked file is too large");
		return an_detail(u->env, "The limit is %zu MB.", AN_MAX_UNPACKED_SIZE >> 20);
	}
	if (u->size < u->capacity)
		return AN_OK;
	if (!an_grow_array(u->env, &u->out, u->size, capacity, 1))
		return u->env->error.status;
	u->capacity = capacity;
	return AN_OK;
}

/* One stream, from its magic to its end. */
static AnStatus
unpack_stream(Unpacker *u, const Codec *codec)
{
	while (!u->ended)
	{
		size_t		left = u->left;
		size_t		size = u->size;
		size_t		room;

		AN_TRY(an_poll(u->env));
		AN_TRY(make_room(u));
		room = u->capacity - u->size;
		AN_TRY(codec->step(u, room < STEP_SIZE ? room : STEP_SIZE));
		if (!u->ended && u->left == left && u->size == size)
		{
			an_fail(u->env, AN_EFORMAT, "compressed file is damaged");
			return an_detail(u->env, "The %s data end too early.", codec->name);
		}
	}
	return AN_OK;
}

static bool
has_magic(const uint8_t *bytes, size_t size, const char *magic, size_t magic_size)
{
	return size >= magic_size && memcmp(bytes, magic, magic_size) == 0;
}

static AnStatus
unpack_all(Unpacker *u, const Codec *codec)
{
	AnStatus	status = AN_OK;

	do
	{
		if (!has_magic(u->in, u->left, codec->magic, codec->magic_size))
		{
			an_fail(u->env, AN_EFORMAT, "compressed file is damaged");
			return an_detail(u->env, "Other bytes follow the end of the %s data.", codec->name);
		}
		u->ended = false;
		status = codec->start(u);
		if (status == AN_OK)
		{
			status = unpack_stream(u, codec);
			codec->stop(u);
		}
		give_back(u);
	} while (status == AN_OK && u->left > 0);
	if (status == AN_OK && u->size > AN_MAX_UNPACKED_SIZE)
		return make_room(u);
	return status;
}

static AnStatus
refuse_unknown(AnEnv *env, const uint8_t *bytes, size_t size)
{
	const char *name = NULL;

	if (has_magic(bytes, size, "\x5D\0\0", 3))
		name = "lzma";
	else if (has_magic(bytes, size, "\x28\xB5\x2F\xFD", 4))
		name = "zstd";
	if (name == NULL)
		return AN_OK;
	an_fail(env, AN_EUNSUPPORTED, "%s compression is not supported", name);
	return an_hint(env, "Compress the file with gzip, bzip2 or xz; in R with saveRDS(model, file, compress = \"gzip\").");
}

static AnStatus
unpack_with(AnEnv *env, const Codec *codec, const uint8_t *bytes, size_t size,
			const uint8_t **out, size_t *out_size)
{
	Unpacker	u = {.env = env, .in = bytes, .left = size};
	AnStatus	status;

	u.scratch.alloc = env->alloc;
	u.scratch.release = env->release;
	u.scratch.host = env->host;
	u.capacity = size * 4 < FIRST_CAPACITY ? FIRST_CAPACITY : size * 4;
	u.out = an_alloc(env, u.capacity);
	if (u.out == NULL)
		return env->error.status;
	status = unpack_all(&u, codec);
	if (status != AN_OK)
		return status;
	*out = u.out;
	*out_size = u.size;
	return AN_OK;
}

AnStatus
an_unpack(AnEnv *env, const uint8_t *bytes, size_t size, const uint8_t **out, size_t *out_size)
{
	if (size > AN_MAX_FILE_SIZE)
	{
		an_fail(env, AN_ELIMIT, "file is too large");
		return an_detail(env, "The limit is %zu MB.", AN_MAX_FILE_SIZE >> 20);
	}
	AN_TRY(refuse_unknown(env, bytes, size));
	for (size_t i = 0; i < sizeof(codecs) / sizeof(codecs[0]); i++)
		if (has_magic(bytes, size, codecs[i].magic, codecs[i].magic_size))
			return unpack_with(env, &codecs[i], bytes, size, out, out_size);
	*out = bytes;
	*out_size = size;
	return AN_OK;
}
