/*
 * rds_walk.c - over the items of an R serialization, with an explicit stack
 *
 * A frame says which items are still to come before the item it stands for is
 * complete.  Its last item replaces it, if nothing is left to be done then, so
 * that lists of any length and calls nested in the last argument stay flat.
 *
 * Objects are looked for where a user can have put one: at the root, in lists
 * and in pairlists.  Attributes follow the elements, so only the end of a list
 * tells its class: what was found inside it is then kept, replaced or dropped.
 */
#include "formats/rds_frame.h"

/* An object replaces those inside it: they are part of it. */
static AnStatus
add_object(AnRds *rds, const AnRdsFrame *frame)
{
	AnRdsObject *object;

	rds->nobjects = frame->nobjects;
	if (rds->nobjects == AN_RDS_MAX_OBJECTS)
	{
		an_fail(rds->env, AN_ELIMIT, "too many C5.0 models in this file");
		return an_detail(rds->env, "The limit is %d.", AN_RDS_MAX_OBJECTS);
	}
	object = &rds->objects[rds->nobjects++];
	*object = (AnRdsObject) {.start = frame->start, .names_at = frame->names_at};
	if (rds->frames.count > 0 && rds->frames.items[rds->frames.count - 1].noted)
	{
		const AnRdsFrame *parent = &rds->frames.items[rds->frames.count - 1];

		object->parent = parent->start;
		object->index = parent->count - parent->remaining - 1;
	}
	return AN_OK;
}

/* caret: of the models in a "train" object the final one counts. */
static AnStatus
keep_final_model(AnRds *rds, const AnRdsFrame *train)
{
	uint32_t	index;

	if (train->names_at == 0)
		return AN_OK;
	AN_TRY(an_rds_contains(rds, train->names_at, "finalModel", &index));
	for (uint32_t i = train->nobjects; i < rds->nobjects; i++)
		if (rds->objects[i].parent == train->start && rds->objects[i].index == index)
		{
			rds->objects[train->nobjects] = rds->objects[i];
			rds->objects[train->nobjects].parent = 0;
			rds->nobjects = train->nobjects + 1;
		}
	return AN_OK;
}

static AnStatus
finish_object(AnRds *rds)
{
	AnRdsFrame	frame = rds->frames.items[--rds->frames.count];
	uint32_t	index;

	if (frame.class_at == 0)
		return AN_OK;
	rds->class_at = frame.class_at;
	if (!frame.is_list)
		return AN_OK;
	AN_TRY(an_rds_contains(rds, frame.class_at, "C5.0", &index));
	if (index != UINT32_MAX)
		return add_object(rds, &frame);
	AN_TRY(an_rds_contains(rds, frame.class_at, "train", &index));
	return index != UINT32_MAX ? keep_final_model(rds, &frame) : AN_OK;
}

static AnStatus
step_items(AnRds *rds, AnRdsFrame *frame)
{
	AnRdsRole		role = (AnRdsRole) frame->role;

	if (frame->remaining > 0)
		frame->remaining--;
	else if (frame->attributes)
	{
		frame->attributes = false;
		role = frame->noted ? ROLE_ATTRIBUTES : ROLE_PLAIN;
	}
	else
		return finish_object(rds);
	if (frame->remaining == 0 && !frame->attributes && !frame->noted)
		rds->frames.count--;
	return an_rds_read_item(rds, role);
}

/* Tells the frame below where its class or names are: at the CAR, which is next. */
static void
note_attribute(AnRds *rds, const AnRdsFrame *cell)
{
	AnRdsFrame *owner = &rds->frames.items[rds->frames.count - 2];

	if (cell->tag == TAG_CLASS)
		owner->class_at = rds->in.pos;
	else if (cell->tag == TAG_NAMES)
		owner->names_at = rds->in.pos;
}

static AnStatus
step_cell(AnRds *rds, AnRdsFrame *cell)
{
	AnRdsRole		role = (AnRdsRole) cell->role;

	if (cell->todo & DO_ATTRIBUTES)
	{
		cell->todo &= (uint8_t) ~DO_ATTRIBUTES;
		return an_rds_read_item(rds, ROLE_PLAIN);
	}
	if (cell->todo & DO_TAG)
	{
		cell->todo &= (uint8_t) ~DO_TAG;
		if (role == ROLE_ATTRIBUTES && an_rds_symbol_is(rds, rds->in.pos, "class"))
			cell->tag = TAG_CLASS;
		else if (role == ROLE_ATTRIBUTES && an_rds_symbol_is(rds, rds->in.pos, "names"))
			cell->tag = TAG_NAMES;
		return an_rds_read_item(rds, ROLE_PLAIN);
	}
	if (cell->todo & DO_CAR)
	{
		cell->todo &= (uint8_t) ~DO_CAR;
		if (role == ROLE_ATTRIBUTES)
			note_attribute(rds, cell);
		return an_rds_read_item(rds, role == ROLE_VALUE ? ROLE_VALUE : ROLE_PLAIN);
	}
	rds->frames.count--;
	return an_rds_read_item(rds, role);
}

static bool
is_code_call(uint32_t type)
{
	return type == RDS_CALL || type == RDS_PAIRLIST || type == RDS_ATTR_CALL ||
		type == RDS_ATTR_PAIRLIST;
}

/* The part of a call in byte code that a leading `type` announces. */
static AnStatus
read_code_call(AnRds *rds, uint32_t type)
{
	AnRdsFrame	frame = {.kind = KIND_CODE_CELL, .todo = DO_TAG | DO_CAR};

	if (type == RDS_CODE_REF)
	{
		an_reader_skip(&rds->in, 4);	/* which call */
		return AN_OK;
	}
	if (type == RDS_CODE_DEF)
	{
		an_reader_skip(&rds->in, 4);	/* its number, for such references */
		type = an_reader_u32(&rds->in);
		if (!is_code_call(type))
			return an_rds_bad(rds, "A call in byte code has an unknown type");
	}
	if (!is_code_call(type))
		return an_rds_read_item(rds, ROLE_PLAIN);
	if (type == RDS_ATTR_CALL || type == RDS_ATTR_PAIRLIST)
		frame.todo |= DO_ATTRIBUTES;
	return an_rds_push(rds, frame);
}

static AnStatus
step_code_cell(AnRds *rds, AnRdsFrame *cell)
{
	uint8_t		next = cell->todo & (uint8_t) -cell->todo;

	cell->todo &= (uint8_t) ~next;
	if (next == DO_ATTRIBUTES || next == DO_TAG)
		return an_rds_read_item(rds, ROLE_PLAIN);
	if (next == 0)
		rds->frames.count--;			/* the CDR takes the cell's place */
	AN_TRY(an_rds_count_item(rds));
	return read_code_call(rds, an_reader_u32(&rds->in));
}

static AnStatus
step_code(AnRds *rds, AnRdsFrame *code)
{
	uint32_t	type;

	if (code->remaining == 0)
	{
		rds->frames.count--;
		return AN_OK;
	}
	code->remaining--;
	type = an_reader_u32(&rds->in);
	AN_TRY(an_rds_count_item(rds));
	if (type == RDS_BYTECODE)
		return an_rds_push(rds, (AnRdsFrame) {.kind = KIND_CODE_START});
	return read_code_call(rds, type);
}

/* The code is an integer vector; only when it is over comes the number of constants. */
static AnStatus
step_code_start(AnRds *rds, AnRdsFrame *code)
{
	if (code->todo == 0)
	{
		code->todo = DO_CAR;
		return an_rds_read_item(rds, ROLE_PLAIN);
	}
	code->kind = KIND_CODE;
	return an_rds_length(rds, 8, &code->remaining);
}

static AnStatus
step(AnRds *rds)
{
	AnRdsFrame *top = &rds->frames.items[rds->frames.count - 1];

	switch ((AnRdsKind) top->kind)
	{
		case KIND_ITEMS:
			return step_items(rds, top);
		case KIND_CELL:
			return step_cell(rds, top);
		case KIND_STRINGS:
			rds->frames.count--;
			return an_rds_skip_strings(rds, top->remaining);
		case KIND_CODE:
			return step_code(rds, top);
		case KIND_CODE_START:
			return step_code_start(rds, top);
		case KIND_CODE_CELL:
			return step_code_cell(rds, top);
	}
	return AN_OK;
}

/* Walks may be inside a walk: each ends at the height where it began. */
static AnStatus
walk(AnRds *rds, AnRdsRole role)
{
	uint32_t	base = rds->frames.count;

	AN_TRY(an_rds_read_item(rds, role));
	while (rds->frames.count > base)
		AN_TRY(step(rds));
	return rds->in.failed ? an_rds_bad(rds, "") : AN_OK;
}

AnStatus
an_rds_walk(AnRds *rds)
{
	return walk(rds, ROLE_VALUE);
}

AnStatus
an_rds_skip(AnRds *rds)
{
	return walk(rds, ROLE_PLAIN);
}
