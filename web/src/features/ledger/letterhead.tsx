/** Whose receipt it is: the clinic where it was posted, also one where its reader does not work. */
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { call } from "../../lib/api.ts";
import { useMe } from "../../session/session.ts";

export function Letterhead({ facilityId }: { facilityId: string }) {
  const own = useMe().facilities.find(({ id }) => id === facilityId);
  const { data: clinic } = useQuery({
    queryKey: ["facilities", facilityId],
    queryFn: ({ signal }) => call("GET", "/api/facilities/{id}", { path: { id: facilityId }, signal }),
    // As it was when one signed in, until it is read: an address may have changed since.
    ...(own && { placeholderData: own }),
  });
  if (!clinic) return null;
  return (
    <address style={{ fontStyle: "normal" }}>
      <Text fw={600}>{clinic.name}</Text>
      {clinic.addressLines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of an address have no other name than their place
        <Text key={index}>{line}</Text>
      ))}
      {clinic.phoneNumber && <Text>{clinic.phoneNumber}</Text>}
    </address>
  );
}
