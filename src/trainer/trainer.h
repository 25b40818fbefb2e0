/*
 * trainer.h - the program analytics_xgboost: trains boosted trees for a backend
 *
 * A request comes in over standard input, an answer goes out over standard
 * output, as train/boosted_codec.h says; then the program ends.  XGBoost's threads,
 * its C++ runtime and its crashes stay here.  Whatever goes wrong ends in give_up().
 */
#ifndef TRAINER_H
#define TRAINER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <xgboost/c_api.h>

#include "train/boosted_codec.h"

/* The rows as they came, those for validation behind the others. */
typedef struct Rows
{
	size_t		nrows;
	size_t		ntrain;			/* <= nrows; the rest is for validation */
	float	   *labels;
	float	   *weights;		/* NULL: all 1 */
	float	   *x;				/* nrows x nfeatures */
} Rows;

typedef struct Matrices
{
	DMatrixHandle train;
	DMatrixHandle validation;	/* NULL: none */
} Matrices;

/* pipes.c */
extern void read_fully(void *bytes, size_t size);
extern void send_message(AnBoostedKind kind, const void *first, size_t first_size,
						 const void *second, size_t second_size);
extern _Noreturn void give_up(const char *message);	/* from any thread */
extern void check_xgboost(int status);
extern void *map_array(size_t count, size_t size);
extern void unmap_array(void *array, size_t count, size_t size);

/* limits.c: besides what the libraries need to begin with; what does not fit ends in
 * give_up(AN_BOOSTED_NO_MEMORY) */
extern void limit_memory(uint64_t bytes, uint32_t threads);

/* rows.c */
extern void rows_read(const AnBoostedRequest *request, Rows *rows);

/* matrix.c: takes over rows->x and frees it as soon as it can */
extern void matrices_make(const AnBoostedRequest *request, Rows *rows, Matrices *matrices);

/* boost.c */
extern void boost(const AnBoostedRequest *request, const Matrices *matrices);

#endif
