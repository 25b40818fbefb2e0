/*
 * confusion.h - how often which class was predicted as which
 *
 * Contract
 *  1. A value is one flat block of an_confusion_size() bytes without pointers,
 *     aligned to 8, in the machine's byte order.  Its first 4 bytes belong to
 *     the host.
 *  2. Classes are UTF-8 texts of at most AN_MAX_CLASS_NAME bytes, numbered as
 *     they come; an_confusion_class() has them in the order of their bytes.
 *  3. Values merge by the classes' texts; merging is exact for whole weights,
 *     whatever the order.
 *  4. A weight is finite and > 0: the caller looks.
 */
#ifndef AN_CONFUSION_H
#define AN_CONFUSION_H

#include "base/env.h"

#define AN_CONFUSION_VERSION 1
#define AN_MAX_CONFUSED 1000	/* classes */
#define AN_MAX_CLASS_NAME 1024	/* bytes */
#define AN_MAX_CONFUSION_ROWS ((int64_t) 1 << 53)
#define AN_CONFUSION_FIRST_ROOM 4
#define AN_CONFUSION_FIRST_TEXT 64
#define AN_CONFUSION_FULL_TEXT (AN_MAX_CONFUSED * AN_MAX_CLASS_NAME)

typedef struct AnConfusion
{
	uint32_t	host;
	uint16_t	version;
	uint16_t	nclasses;
	uint16_t	room;			/* for classes, even */
	uint16_t	unused;
	uint32_t	text_room;		/* for the bytes of their names, a multiple of 8 */
	int64_t		rows;			/* used */
	int64_t		skipped;
	/* double weight[room][room], by actual and predicted class;
	 * uint32_t end[room], of the names; uint16_t order[room], classes by name;
	 * text; each padded to 8 */
} AnConfusion;

extern size_t an_confusion_size(uint32_t room, uint32_t text_room);
extern void an_confusion_init(AnConfusion *c, uint32_t room, uint32_t text_room);

/* As an_score_table_check(). */
extern bool an_confusion_valid(const AnConfusion *c, size_t size);
extern AnStatus an_confusion_check(AnEnv *env, const AnConfusion *c, size_t size);

/* The number of a class, which is added if it is new; -1: there is no room.
 * AN_ELIMIT beyond the limits of the contract. */
extern AnStatus an_confusion_number(AnEnv *env, AnConfusion *c, AnStr name, int32_t *number);

/* Room for one more class with such a name: at least, and growing. */
extern void an_confusion_more_room(const AnConfusion *c, size_t name_size,
								   uint32_t *room, uint32_t *text_room);
/* Just the room that there has to be. */
extern void an_confusion_least_room(const AnConfusion *c, uint32_t *room, uint32_t *text_room);
extern void an_confusion_copy(const AnConfusion *from, uint32_t room, uint32_t text_room,
							  AnConfusion *to);

extern void an_confusion_add(AnConfusion *c, uint32_t actual, uint32_t predicted, double weight);

/* into += from.  into has room for all classes of both: an_confusion_merge_room(). */
extern void an_confusion_merge_room(const AnConfusion *into, const AnConfusion *from,
									uint32_t *room, uint32_t *text_room);
extern AnStatus an_confusion_merge(AnEnv *env, AnConfusion *into, const AnConfusion *from);

/* ----- reading: places are by name ----- */

extern AnStr an_confusion_class(const AnConfusion *c, uint32_t place);
extern double an_confusion_weight(const AnConfusion *c, uint32_t actual, uint32_t predicted);

/* Precision, recall, F1; 0 where the denominator is, as scikit-learn says. */
typedef struct AnClassReport
{
	double		precision;
	double		recall;
	double		f1;
	double		support;		/* weight of the rows that are of the class, */
	double		predicted;		/* and of those that were predicted to be */
} AnClassReport;

/* An array of nclasses, by place. */
extern AnStatus an_class_reports(AnEnv *env, const AnConfusion *c, AnClassReport **reports);
/* Plain and by support weighted means; NaN without rows. */
extern AnClassReport an_macro_average(const AnClassReport *reports, uint32_t count);
extern AnClassReport an_weighted_average(const AnClassReport *reports, uint32_t count);
/* The share that was predicted right; NaN without rows. */
extern double an_confusion_accuracy(const AnConfusion *c);

/* ----- as bytes that any machine can read: docs/format.md ----- */

extern AnStatus an_confusion_encode(AnEnv *env, const AnConfusion *c,
									const uint8_t **bytes, size_t *size);
/* Memory-safe on any bytes, and proves the contract.  AN_ECORRUPT. */
extern AnStatus an_confusion_decode(AnEnv *env, const uint8_t *bytes, size_t size,
									AnConfusion **c);

#endif
