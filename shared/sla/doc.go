// Package sla holds the promises made to customers and the clocks that measure
// them: policies say what is promised to whom, clocks say how much of it is
// left. Everything here is a pure function of a history and a time: nothing
// reads a clock, a store or the environment.
//
// Times are UTC and whole seconds; a fraction of a second is cut off. Within
// one second commands come first, then warnings by ascending fraction and by
// descending time before the due time, then breaches: what is done in the very
// second that it is due is done in time.
//
// The values are plain: no function changes its receiver or its arguments, and
// no result shares memory with them.
package sla
