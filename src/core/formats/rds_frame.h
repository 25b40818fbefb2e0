/* rds_frame.h - what the two halves of the walk share: rds_item.c begins items,
 * rds_walk.c goes on with them */
#ifndef AN_RDS_FRAME_H
#define AN_RDS_FRAME_H

#include "formats/rds.h"

/* What may be found in an item, by where the item is. */
typedef enum AnRdsRole
{
	ROLE_PLAIN,					/* nothing */
	ROLE_VALUE,					/* objects */
	ROLE_ATTRIBUTES				/* the class and names of the frame below */
} AnRdsRole;

typedef enum AnRdsKind
{
	KIND_ITEMS,					/* items, then perhaps attributes */
	KIND_CELL,					/* of a pairlist or call */
	KIND_STRINGS,				/* strings, one of which had an attribute */
	KIND_CODE,					/* byte code: constants, after the code */
	KIND_CODE_START,			/* byte code: the code itself is next */
	KIND_CODE_CELL				/* of a call in byte code */
} AnRdsKind;

enum
{
	DO_ATTRIBUTES = 1,
	DO_TAG = 2,
	DO_CAR = 4
};

typedef enum AnRdsTag
{
	TAG_OTHER,
	TAG_CLASS,
	TAG_NAMES
} AnRdsTag;

struct AnRdsFrame
{
	uint8_t		kind;
	uint8_t		role;			/* of the items */
	uint8_t		todo;			/* cells: DO_... */
	uint8_t		tag;			/* cells of attributes */
	bool		attributes;		/* attributes follow the items */
	bool		noted;			/* class and names are wanted at the end */
	bool		is_list;
	uint32_t	remaining;
	uint32_t	count;
	uint32_t	nobjects;		/* found before it began */
	size_t		start;
	size_t		class_at;
	size_t		names_at;
};

extern AnStatus an_rds_count_item(AnRds *rds);
extern AnStatus an_rds_push(AnRds *rds, AnRdsFrame frame);
extern AnStatus an_rds_read_item(AnRds *rds, AnRdsRole role);
extern AnStatus an_rds_skip_strings(AnRds *rds, uint32_t n);

#endif
