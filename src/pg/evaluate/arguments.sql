-- arguments: what aggregates of labels, classes and weights are declared with

@table weight: weight_type | weight | by_weight
                   |                           |
, double precision | , weight double precision | , by weight

@table label: label
boolean
integer

@table class: class | class_symbol
text          | text
anycompatible | any

