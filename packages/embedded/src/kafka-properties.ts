/** What the broker of this machine is configured with. */
import { join } from "node:path";

/** Who may connect, by name with the password, and the one of them who may do everything. */
export type KafkaUsers = { superuser: string; passwords: Readonly<Record<string, string>> };

/**
 * The short session lets a broker that crashed come back at once: its successor waits until it has
 * run out.
 */
export function serverProperties(
  directory: string,
  port: number,
  controllerPort: number,
  users: KafkaUsers | undefined,
): string {
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controllerPort}
listeners=CLIENTS://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=CLIENTS://127.0.0.1:${port}
inter.broker.listener.name=CLIENTS
${users ? accessProperties(users) : "listener.security.protocol.map=CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT"}
controller.listener.names=CONTROLLER
log.dirs=${join(directory, "logs").replaceAll("\\", "/")}
log.retention.ms=-1
auto.create.topics.enable=false
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=3000
log.cleaner.dedupe.buffer.size=16777216
num.network.threads=2
num.io.threads=2
`;
}

/** SASL PLAIN on loopback, and nobody may do anything but by an ACL. */
function accessProperties({ superuser, passwords }: KafkaUsers): string {
  const users = Object.entries(passwords).map(([name, password]) => `user_${name}="${password}"`);
  const own = `username="${superuser}" password="${passwords[superuser]}"`;
  const login = `org.apache.kafka.common.security.plain.PlainLoginModule required ${own} ${users.join(" ")};`;
  return `listener.security.protocol.map=CLIENTS:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT
sasl.enabled.mechanisms=PLAIN
sasl.mechanism.inter.broker.protocol=PLAIN
sasl.mechanism.controller.protocol=PLAIN
listener.name.clients.plain.sasl.jaas.config=${login}
listener.name.controller.plain.sasl.jaas.config=${login}
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
allow.everyone.if.no.acl.found=false
super.users=User:${superuser}`;
}
