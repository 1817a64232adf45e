/** What the routes' declarations have in common. */
import { Problem } from "@pms/contracts/common";
import type { Permission } from "@pms/contracts/permissions";
import { Type } from "typebox";

export const problems = { "4xx": Problem, "5xx": Problem };
export const noContent = { 204: Type.Null(), ...problems };
export const bearer = [{ bearer: [] }];

export const publicRoute = { access: { public: true as const } };
export const needs = (permission: Permission) => ({ access: { permission } });
