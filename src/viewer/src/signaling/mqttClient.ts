/** mqtt.js, an output file of its own: the page loads it only when it signals over MQTT. */
import mqtt from 'mqtt';

export const connect = mqtt.connect;
