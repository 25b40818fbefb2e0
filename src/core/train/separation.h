/* separation.h - which single columns tell classes apart without a doubt */
#ifndef AN_SEPARATION_H
#define AN_SEPARATION_H

#include "train/summary.h"

/*
 * Either a value of a category, or a missing value, that some rows have but none of
 * class klass; or (by_number) a number that is at most `most` in class klass and at
 * least `least` in class other.
 */
typedef struct AnSeparation
{
	uint32_t	feature;
	bool		by_number;
	uint32_t	value;			/* value number, 0 = missing */
	uint32_t	klass;
	uint32_t	other;
	double		most;
	double		least;
} AnSeparation;

/*
 * In the order of the features; found has room for room of them, *n is how many there
 * are.  Of data without rows by their summary, which knows nothing of the order of
 * numbers.  AN_ENOMEM, AN_ELIMIT.
 */
extern AnStatus an_separation_find(AnEnv *env, const AnDataset *data, const AnSummary *summary,
								   AnSeparation *found, uint32_t room, uint32_t *n);

#endif
