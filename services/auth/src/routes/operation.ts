/** What the routes' declarations have in common. */
import type { Permission } from "@pms/contracts/permissions";
import { Type } from "typebox";

export const noContent = { 204: Type.Null() };

export const publicRoute = { access: { public: true as const } };
export const needs = (permission: Permission) => ({ access: { permission } });
