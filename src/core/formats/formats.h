/* formats.h - model files: which format is it, and who loads it */
#ifndef AN_FORMATS_H
#define AN_FORMATS_H

#include "model/model.h"

#define AN_MAX_FILE_SIZE ((size_t) 64 * 1024 * 1024)
#define AN_MAX_UNPACKED_SIZE ((size_t) 512 * 1024 * 1024)

/* Inflates gzip, bzip2 or xz by their first bytes; plain bytes are returned as
 * they are (not copied).  At most AN_MAX_UNPACKED_SIZE bytes come out. */
extern AnStatus an_unpack(AnEnv *env, const uint8_t *bytes, size_t size,
						  const uint8_t **out, size_t *out_size);

/* What a loader has to say of a file, beside the model; 0 where it says nothing. */
typedef struct AnLoadNotes
{
	uint32_t	rounds;			/* of boosting that the file has */
	uint32_t	best;			/* so many of them were the best in training */
} AnLoadNotes;

typedef struct AnLoadOptions
{
	uint32_t	trials;			/* 0 = all */
	bool		best_iteration; /* the rounds up to the best one */
	AnUnknown	unknown;
	AnLoadNotes *notes;			/* or NULL */
} AnLoadOptions;

/* A format; formats.c has the list of them. */
typedef struct AnFormat
{
	const char *name;			/* as in import_model(format =>) */
	const char *description;	/* e.g. "C5.0 model saved by R's saveRDS" */
	/* Is it such a file?  Quick, and strict: others are asked, too.  Unpacked bytes, of
	 * any kind; nothing outside of size is read. */
	bool		(*sniff) (const uint8_t *bytes, size_t size);
	/* AN_EFORMAT, AN_EUNSUPPORTED, AN_ELIMIT: what is wrong with the file. */
	AnStatus	(*load) (AnEnv *env, const uint8_t *bytes, size_t size,
						 const AnLoadOptions *options, AnModel **model);
	bool		is_json;		/* it has better words for JSON that is something else */
	bool		has_best_iteration;	/* a file may say which round was the best */
} AnFormat;

/* Loads a model file.  format: a format's name, or "auto"; *used gets the
 * format that loaded it.  Unknown format name: AN_EARG, the hint lists them.  Files
 * of other kinds: AN_EUNSUPPORTED by their name, where it is known. */
extern AnStatus an_load_model(AnEnv *env, const char *format, const uint8_t *bytes, size_t size,
							  const AnLoadOptions *options, const AnFormat **used,
							  AnModel **model);
#endif
