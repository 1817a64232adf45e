/** What the routes' declarations have in common. */
import type { Permission } from "@pms/contracts/auth/permissions";
import { Type } from "typebox";

export const noContent = { 204: Type.Null() };

/**
 * For a route: what a person fills in about themselves takes less, whatever letters and escapes it
 * is written in.
 */
export const shortBody = { bodyLimit: 8_192 };

export const publicRoute = { access: { public: true as const } };
export const needs = (permission: Permission) => ({ access: { permission } });
