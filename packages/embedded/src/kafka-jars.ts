/** Apache Kafka's jars, from Maven Central into a cache outside of the project. */
import { getJars, type JarSet } from "./maven-jars.ts";

export const kafkaVersion = "4.4.0";

const kafka: JarSet = {
  name: `Apache Kafka ${kafkaVersion}`,
  folder: `kafka-${kafkaVersion}`,
  artifacts: [
    { groupId: "org.apache.kafka", artifactId: "kafka_2.13", version: kafkaVersion },
    // Without it the broker's log is silent.
    { groupId: "org.apache.logging.log4j", artifactId: "log4j-slf4j-impl", version: "2.25.5" },
  ],
  otherwise: "install Maven (mvn), or name a running broker in KAFKA_BROKERS",
};

/** Answers the directory of the jars, after fetching them with Maven when they are not there. */
export const getKafkaJars = (): Promise<string> => getJars(kafka);
