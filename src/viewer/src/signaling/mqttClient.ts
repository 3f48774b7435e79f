/** mqtt.js, an output file of its own: fetched ahead (index.html), but run only by a page that signals over MQTT. */
import mqtt from 'mqtt';

export const connect = mqtt.connect;
