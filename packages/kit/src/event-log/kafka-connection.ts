/** How the brokers are reached, and who we are to them. */
export type KafkaUser = { username: string; password: string };

export interface KafkaConfig {
  brokers: readonly string[];
  clientId: string;
  sasl?: KafkaUser;
}

/** What every client of the brokers is opened with. */
export function connectionOf({ brokers, clientId, sasl }: KafkaConfig) {
  return {
    clientId,
    bootstrapBrokers: [...brokers],
    ...(sasl && { sasl: { mechanism: "PLAIN" as const, ...sasl } }),
  };
}
