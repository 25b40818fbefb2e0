# expand.awk - the install script out of its parts: awk -f expand.awk PART.sql... >SCRIPT
#
# A part is SQL.  What repeats in it is written once, and a table says what differs:
#
#   @table label: type | positive        a table's name and columns; a line for each
#   boolean | is true                    row, up to an empty line
#   integer | is 1
#
#   @each label                          the lines up to @end, once for each row: {type}
#   ... ({type}) ... 'it {positive}'     is what the row has there.  Blocks may lie in
#   @end                                 each other.
#   @each metric of={type}               only the rows that have this in column "of"
#
#   @list metric: name | says < FILE LIST
#                                        a table out of a list in C, #define LIST(M) M(a, 1, "b")
#                                        ...: the first argument of each, and the texts
#   @part FILE                           another part, here
#
# Later parts know the tables of earlier ones.  A name in braces that is no column is an
# error; other braces are SQL's.  @extschema@ becomes what the variable "schema" says.  The
# variable "since" chooses, of tables that have such a column, the rows that are new then.

/^@part / {
	for (n = 1; (getline text < $2) > 0; n++)
		take(text, $2 ":" n)
	if (n == 1)
		fail_at(FILENAME ":" FNR, "there is no " $2)
	next
}

{ take($0, FILENAME ":" FNR) }

END {
	if (!failed)
		write(1, count)
}

function take(text, where) {
	line[++count] = text
	place[count] = where
}

function write(from, to,    at, last) {
	for (at = from; at <= to; at++)
		if (line[at] ~ /^@table /)
			at = read_table(at)
		else if (line[at] ~ /^@list /)
			read_list(at)
		else if (line[at] ~ /^@each /) {
			last = end_of(at, to)
			repeat(at, last)
			at = last
		} else if (line[at] ~ /^@(table|list|part|each|end)/)
			fail(at, "out of place: " line[at])
		else
			print filled(at, line[at])
}

# ----- tables -----

# Returns the line of its end, the empty one.
function read_table(at,    table) {
	for (table = begin_table(at, line[at]); ++at <= count && line[at] != "";)
		add_row(at, table, line[at])
	return at
}

function read_list(at,    from, words, table, text, row, inside) {
	from = index(line[at], "<")
	split(substr(line[at], from + 1), words, " ")
	table = begin_table(at, substr(line[at], 1, from - 1))
	while ((getline text < words[1]) > 0) {
		row = inside ? row text : ""
		if (row ~ /\)( *\\)?$/) {
			add_row(at, table, cells_of_call(row))
			row = ""
		}
		inside = inside ? text ~ /\\$/ : index(text, "#define " words[2] "(") == 1
	}
	close(words[1])
	if (height[table] == 0)
		fail(at, "there is no list " words[2] " in " words[1])
}

# M(a, 1, "b", "c") is a | b | c.
function cells_of_call(call,    quoted, parts, i) {
	quoted = split(call, parts, "\"")
	call = substr(call, index(call, "(") + 1)
	call = substr(call, 1, index(call, ",") - 1)
	for (i = 2; i <= quoted; i += 2)
		call = call " | " parts[i]
	return call
}

# head: "@table NAME: COLUMN | ...", or "@list ...".
function begin_table(at, head,    colon, table) {
	colon = index(head, ":")
	table = substr(head, index(head, " ") + 1, colon - index(head, " ") - 1)
	if (table !~ /^[a-z_]+$/ || table in width)
		fail(at, "a table needs a name of its own")
	height[table] = -1
	add_row(at, table, substr(head, colon + 1))
	return table
}

# cell[table, row, 1...]; row 0 has the names of the columns.
function add_row(at, table, text,    cells, parts, i) {
	cells = split(text, parts, "|")
	if (++height[table] == 0)
		width[table] = cells
	if (cells != width[table])
		fail(at, "the table has " width[table] " columns")
	for (i = 1; i <= cells; i++) {
		gsub(/^[ \t]+|[ \t]+$/, "", parts[i])
		cell[table, height[table], i] = parts[i]
	}
}

# ----- blocks -----

function end_of(at, to,    depth, i) {
	for (i = at; i <= to; i++) {
		depth += (line[i] ~ /^@each /) - (line[i] == "@end")
		if (depth == 0)
			return i
	}
	fail(at, "there is no @end")
}

function repeat(at, last,    words, table, condition, row, i) {
	condition = filled(at, line[at])
	split(condition, words, " ")
	table = words[2]
	if (!(table in width))
		fail(at, "there is no table " table)
	condition = substr(condition, length("@each  ") + length(table) + 1)
	for (i = 1; i <= width[table]; i++)
		if (cell[table, 0, i] in value)
			fail(at, "a table around it has a column {" cell[table, 0, i] "}, too")
	for (row = 1; row <= height[table]; row++) {
		for (i = 1; i <= width[table]; i++)
			value[cell[table, 0, i]] = cell[table, row, i]
		if (is_wanted(at, condition))
			write(at + 1, last - 1)
	}
	for (i = 1; i <= width[table]; i++)
		delete value[cell[table, 0, i]]
}

# condition: "", or "COLUMN=TEXT".
function is_wanted(at, condition,    equals, name) {
	if (since != "" && "since" in value && value["since"] != since)
		return 0
	equals = index(condition, "=")
	name = substr(condition, 1, equals - 1)
	if (condition != "" && !(name in value))
		fail(at, "the table has no column {" name "}")
	return condition == "" || value[name] == substr(condition, equals + 1)
}

# The text with the values of the rows around it.
function filled(at, text,    done, from, size, name) {
	gsub(/@extschema@/, schema, text)
	while ((from = index(text, "{")) > 0) {
		size = index(substr(text, from), "}")
		name = substr(text, from + 1, size - 2)
		if (name !~ /^[a-z_]+$/)
			name = "{"
		else if (!(name in value))
			fail(at, "no table around it has a column {" name "}")
		done = done substr(text, 1, from - 1) (name == "{" ? name : value[name])
		text = substr(text, from + (name == "{" ? 1 : size))
	}
	return done text
}

function fail(at, what) { fail_at(place[at], what) }

function fail_at(where, what) {
	print where ": " what > "/dev/stderr"
	failed = 1
	exit 1
}
