/** What the routes' declarations have in common. */
import { Type } from "typebox";

export const noContent = { 204: Type.Null() };

/**
 * What a person fills in about themselves takes less, whatever letters and escapes it is written
 * in.
 */
export const shortBody = { bodyLimit: 8_192 };
