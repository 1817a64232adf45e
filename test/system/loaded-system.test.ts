/** A system that is filled, flooded and started again. */
import "./import.ts";
import "./flood.ts";
import "./restart.ts";
