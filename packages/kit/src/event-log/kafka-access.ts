/**
 * Who may do what on the brokers: each service as a user of its own name, held to its topics and
 * groups by ACLs.
 */

import { setTimeout as sleep } from "node:timers/promises";
import {
  AclOperations,
  AclPermissionTypes,
  Admin,
  type CreateAclsOptions,
  ResourcePatternTypes,
  ResourceTypes,
} from "@platformatic/kafka";
import { topicAccess, topics } from "@pms/contracts/events/events";
import { deadLetterTopic } from "./event-log.ts";
import { connectionOf, type KafkaUser } from "./kafka-connection.ts";
import { ensureTopics } from "./kafka-topics.ts";

const appliedWithinMs = 30_000;

type Acl = CreateAclsOptions["creations"][number];
type Operation = keyof typeof AclOperations;

/** Makes every topic, and the ACLs of every service, as a super user; again changes nothing. */
export async function openTopicsToServices(brokers: readonly string[], superuser: KafkaUser): Promise<void> {
  const admin = new Admin({ ...connectionOf({ brokers, clientId: "provision", sasl: superuser }), retries: 5 });
  try {
    const all = Object.values(topics);
    await ensureTopics(admin, [...all, ...all.map(deadLetterTopic)]);
    const wanted = Object.entries(topicAccess).flatMap(aclsOf);
    // One that both publishes and consumes a topic may describe it once.
    const creations = [...new Map(wanted.map((acl) => [JSON.stringify(acl), acl])).values()];
    await admin.createAcls({ creations });
    // A service that comes too early would find its topics missing, and try in vain to make them.
    for (const until = Date.now() + appliedWithinMs; (await countAcls(admin)) < creations.length; await sleep(50))
      if (Date.now() > until) throw new Error("the brokers have not applied the ACLs");
  } finally {
    await admin.close();
  }
}

async function countAcls(admin: Admin): Promise<number> {
  const any = { resourceType: ResourceTypes.ANY, resourcePatternType: ResourcePatternTypes.ANY, resourceName: null };
  const anybody = { principal: null, host: null };
  const found = await admin.describeAcls({
    filter: { ...any, ...anybody, operation: AclOperations.ANY, permissionType: AclPermissionTypes.ANY },
  });
  return found.reduce((sum, { acls }) => sum + acls.length, 0);
}

function aclsOf([service, { publishes, consumes }]: [string, (typeof topicAccess)[keyof typeof topicAccess]]): Acl[] {
  const onTopic = (topic: string, operation: Operation) => allow(service, ResourceTypes.TOPIC, topic, operation);
  const group = (operation: Operation) => [
    allow(service, ResourceTypes.GROUP, service, operation),
    allow(service, ResourceTypes.GROUP, `${service}.`, operation, ResourcePatternTypes.PREFIXED),
  ];
  return [
    ...publishes.flatMap((topic) => [onTopic(topic, "WRITE"), onTopic(topic, "DESCRIBE")]),
    ...consumes.flatMap((topic) => [onTopic(topic, "READ"), onTopic(topic, "DESCRIBE")]),
    // What it gives up.
    ...consumes.map(deadLetterTopic).flatMap((topic) => [onTopic(topic, "WRITE"), onTopic(topic, "DESCRIBE")]),
    ...group("READ"),
    ...group("DESCRIBE"),
    ...group("DELETE"),
  ];
}

function allow(
  service: string,
  resourceType: Acl["resourceType"],
  resourceName: string,
  operation: Operation,
  resourcePatternType: Acl["resourcePatternType"] = ResourcePatternTypes.LITERAL,
): Acl {
  return {
    resourceType,
    resourceName,
    resourcePatternType,
    principal: `User:${service}`,
    host: "*",
    operation: AclOperations[operation],
    permissionType: AclPermissionTypes.ALLOW,
  };
}
