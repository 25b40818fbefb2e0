/*
 * foreign.c - files that are no models here, called by their names
 *
 * People import what they have: a pickle, a model of another tool, a page that a
 * download brought in place of the file.  Each of these has marks in its first bytes.
 * A mark only makes the message better, so that it may be wrong now and then.
 */
#include "formats/foreign.h"

#include <stdio.h>
#include <string.h>

#include "formats/json.h"

#define LOOK 4096				/* bytes in which a mark within is looked for */

typedef struct Bytes
{
	const char *data;
	size_t		size;
} Bytes;

typedef struct Foreign
{
	bool		(*is) (Bytes b, const char *mark, size_t len);
	const char *mark;
	size_t		len;
	const char *what;			/* completes "the file is ..." */
	const char *hint;			/* or NULL */
} Foreign;

static bool
begins(Bytes b, const char *mark, size_t len)
{
	return b.size >= len && memcmp(b.data, mark, len) == 0;
}

static bool
holds(Bytes b, const char *mark, size_t len)
{
	size_t		most = b.size < LOOK ? b.size : LOOK;

	for (size_t i = 0; i + len <= most; i++)
		if (memcmp(b.data + i, mark, len) == 0)
			return true;
	return false;
}

static Bytes
after_space(Bytes b)
{
	while (b.size > 0 && memchr(" \t\r\n", b.data[0], 4) != NULL)
		b = (Bytes) {b.data + 1, b.size - 1};
	return b;
}

/* The name of an element, in whatever case, before which there may be comments and such. */
static bool
is_markup(Bytes b, const char *name, size_t len)
{
	size_t		most = b.size < LOOK ? b.size : LOOK;

	b = after_space(b);
	if (b.size == 0 || b.data[0] != '<')
		return false;
	for (size_t i = 0; i + len < most && i + len < b.size; i++)
	{
		size_t		k = 0;

		if (b.data[i] != '<')
			continue;
		while (k < len && (b.data[i + 1 + k] | 0x20) == (name[k] | 0x20))
			k++;
		if (k == len)
			return true;
	}
	return false;
}

/* A member of an object near the beginning. */
static bool
has_member(Bytes b, const char *member, size_t len)
{
	bool		binary;

	return an_json_sniff((const uint8_t *) b.data, b.size, &binary) && holds(b, member, len);
}

static bool
is_list(Bytes b, const char *mark, size_t len)
{
	b = after_space(b);
	return b.size > 0 && b.data[0] == '[' && holds(b, mark, len);
}

static bool
is_any_json(Bytes b, const char *mark, size_t len)
{
	bool		binary;

	(void) mark;
	(void) len;
	return an_json_sniff((const uint8_t *) b.data, b.size, &binary) || is_list(b, "", 0);
}

/* Protocols 2 to 5. */
static bool
is_pickle(Bytes b, const char *mark, size_t len)
{
	return b.size > 2 && b.data[0] == '\x80' && b.data[1] >= 2 && b.data[1] <= 5 && holds(b, mark, len);
}

/* Protocol 0: a module and a name in lines, after a mark. */
static bool
is_old_pickle(Bytes b, const char *mark, size_t len)
{
	return (begins(b, "c", 1) || begins(b, "(", 1)) && holds(b, mark, len);
}

/* A message whose first field is the version of ONNX, followed by the producer's name,
 * the graph or the operators' versions. */
static bool
is_onnx(Bytes b, const char *mark, size_t len)
{
	(void) mark;
	(void) len;
	return b.size > 4 && b.data[0] == 0x08 && b.data[1] > 0 && b.data[1] < 0x20 &&
		memchr("\x12\x3a\x42", b.data[2], 3) != NULL;
}

/* UTF-16 without a mark: "<" or "{" and a zero, in either order. */
static bool
is_wide(Bytes b, const char *mark, size_t len)
{
	(void) mark;
	(void) len;
	if (b.size < 4)
		return false;
	if (b.data[0] == 0 && b.data[2] == 0)
		return b.data[1] != 0 && b.data[3] != 0;
	return b.data[1] == 0 && b.data[3] == 0 && memchr("<{[", b.data[0], 3) != NULL && b.data[2] != 0;
}

static bool
is_zlib(Bytes b, const char *mark, size_t len)
{
	(void) mark;
	(void) len;
	return b.size > 2 && b.data[0] == 0x78 && memchr("\x01\x5e\x9c\xda", b.data[1], 4) != NULL;
}

static bool
is_hexadecimal(Bytes b, const char *mark, size_t len)
{
	size_t		i = 2;

	while (i < b.size && i < 34 && memchr("0123456789abcdefABCDEF", b.data[i], 22) != NULL)
		i++;
	return begins(b, mark, len) && i > 8 && (i == b.size || i == 34);
}

static bool
is_empty(Bytes b, const char *mark, size_t len)
{
	(void) mark;
	(void) len;
	return after_space(b).size == 0;
}

#define MARK(text) text, sizeof(text) - 1
#define NONE NULL, 0

#define OUT_OF_PYTHON "Load it in Python and save the model in its own tool's format: an XGBoost model with " \
	"booster.save_model(\"model.ubj\"), for example."
#define NO_READER NULL			/* the formats that are read are listed then */
#define NO_DUMP "Save the model with save_model(\"model.json\")."
#define ONCE_MORE "Get the file itself, and import that."

static const Foreign kinds[] = {
	{is_empty, NONE, "empty", ONCE_MORE},
	{begins, MARK("version https://git-lfs.github.com/spec/"), "a pointer of Git LFS in place of a file",
	"Run \"git lfs pull\" where it comes from, and import the file that it points to."},
	{is_markup, MARK("!doctype html"), "an HTML page", "A download may have brought a page in its place. " ONCE_MORE},
	{is_markup, MARK("html"), "an HTML page", "A download may have brought a page in its place. " ONCE_MORE},
	{is_hexadecimal, MARK("\\x"), "hexadecimal text of bytes", "Decode it: decode(substr(text, 3), 'hex')."},
	{begins, MARK("\xEF\xBB\xBF"), "a text that begins with a UTF-8 byte order mark (BOM)", "Save it without the mark."},
	{begins, MARK("\xFF\xFE"), "a text in the encoding UTF-16", "Save it in the encoding UTF-8."},
	{begins, MARK("\xFE\xFF"), "a text in the encoding UTF-16", "Save it in the encoding UTF-8."},
	{is_wide, NONE, "a text in the encoding UTF-16", "Save it in the encoding UTF-8."},
	{is_pickle, MARK("joblib"), "a Python pickle that joblib wrote", OUT_OF_PYTHON},
	{is_pickle, MARK("numpy_pickle"), "a Python pickle that joblib wrote", OUT_OF_PYTHON},
	{is_pickle, MARK("sklearn"), "a Python pickle (pickle or joblib) of scikit-learn", OUT_OF_PYTHON},
	{is_pickle, MARK("xgboost"), "a Python pickle (pickle or joblib) of XGBoost", OUT_OF_PYTHON},
	{is_pickle, NONE, "a Python pickle (pickle or joblib)", OUT_OF_PYTHON},
	{is_old_pickle, MARK("copy_reg\n"), "a Python pickle", OUT_OF_PYTHON},
	{is_old_pickle, MARK("copyreg\n"), "a Python pickle", OUT_OF_PYTHON},
	{is_zlib, NONE, "data compressed by zlib, as joblib does", OUT_OF_PYTHON},
	{begins, MARK("\x04\x22\x4D\x18"), "data compressed by LZ4", OUT_OF_PYTHON},
	{begins, MARK("PK\x03\x04"), "a ZIP archive", "Unpack it and import the file that is in it."},
	{begins, MARK("7z\xBC\xAF\x27\x1C"), "a 7-Zip archive", "Unpack it and import the file that is in it."},
	{begins, MARK("\x89HDF\r\n\x1A\n"), "an HDF5 file, as Keras writes it", NO_READER},
	{begins, MARK("\x93NUMPY"), "an array of NumPy", NO_READER},
	{begins, MARK("CBM1"), "a CatBoost model (cbm)", NO_READER},
	{has_member, MARK("\"oblivious_trees\""), "a CatBoost model (JSON)", NO_READER},
	{has_member, MARK("\"features_info\""), "a CatBoost model (JSON)", NO_READER},
	{has_member, MARK("\"ctr_data\""), "a CatBoost model (JSON)", NO_READER},
	{begins, MARK("tree\nversion="), "a LightGBM model", NO_READER},
	{begins, MARK("tree\r\nversion="), "a LightGBM model", NO_READER},
	{begins, MARK("tree\nnum_class="), "a LightGBM model", NO_READER},
	{has_member, MARK("\"tree_info\""), "a LightGBM model (JSON)", NO_READER},
	{has_member, MARK("\"num_tree_per_iteration\""), "a LightGBM model (JSON)", NO_READER},
	{is_list, MARK("\"nodeid\""), "an XGBoost dump (JSON), which lacks what scores need", NO_DUMP},
	{begins, MARK("booster[0]"), "an XGBoost dump (text), which lacks what scores need", NO_DUMP},
	{is_markup, MARK("pmml"), "a PMML document", NO_READER},
	{is_markup, MARK("?xml"), "an XML document", NO_READER},
	{is_onnx, NONE, "an ONNX model", NO_READER},
	{is_any_json, NONE, "JSON, but not an XGBoost model",
	"A file that XGBoost's save_model() wrote begins with \"learner\"."},
};

AnStatus
an_foreign_refuse(AnEnv *env, const uint8_t *bytes, size_t size, bool any_json)
{
	Bytes		b = {(const char *) bytes, size};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if ((any_json || kinds[i].is != is_any_json) &&
			kinds[i].is(b, kinds[i].mark == NULL ? "" : kinds[i].mark, kinds[i].len))
		{
			an_fail(env, kinds[i].is == is_empty ? AN_EFORMAT : AN_EUNSUPPORTED, "the file is %s", kinds[i].what);
			return kinds[i].hint == NULL ? env->error.status : an_hint(env, "%s", kinds[i].hint);
		}
	return AN_OK;
}
