import { UnreadableEventError } from "@pms/kit/events/unreadable-event";

/**
 * Stands for a facility that an event does not name: seen only by callers who see all facilities.
 */
const noFacility = "00000000-0000-0000-0000-000000000000";

export function facilityOr(facilityId: string | undefined): string {
  return facilityId || noFacility;
}

/** Throws when an event lacks what it cannot be without; it then becomes a dead letter. */
export function required(value: string | undefined, field: string): string {
  if (!value) throw new UnreadableEventError(`The event lacks ${field}`);
  return value;
}
