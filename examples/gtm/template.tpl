___TERMS_OF_SERVICE___

By creating or modifying this file you agree to Google Tag Manager's Community
Template Gallery Developer Terms of Service available at
https://developers.google.com/tag-manager/gallery-tos (or such other URL as
Google may provide), as modified from time to time.


___INFO___

{
  "type": "TAG",
  "id": "cvt_temp_public_id",
  "version": 1,
  "securityGroups": [],
  "displayName": "kmq",
  "categories": [
    "ANALYTICS"
  ],
  "brand": {
    "id": "brand_dummy",
    "displayName": "kmq"
  },
  "description": "Loads kmq from your own collector, names visitors, records events and sets properties of people.",
  "containerContexts": [
    "WEB"
  ]
}


___TEMPLATE_PARAMETERS___

[
  {
    "type": "SELECT",
    "name": "command",
    "displayName": "What this tag does",
    "simpleValueType": true,
    "macrosInSelect": false,
    "defaultValue": "load",
    "selectItems": [
      {
        "value": "load",
        "displayValue": "Load kmq"
      },
      {
        "value": "identify",
        "displayValue": "Say who the visitor is"
      },
      {
        "value": "record",
        "displayValue": "Record an event"
      },
      {
        "value": "set",
        "displayValue": "Set properties of the person"
      }
    ]
  },
  {
    "type": "TEXT",
    "name": "script",
    "displayName": "Address of the script",
    "simpleValueType": true,
    "help": "As in the snippet that your collector shows: https://k.example.com/demo.2.js",
    "valueValidators": [
      {
        "type": "REGEX",
        "args": [
          "^https://.+/.+\\.js$"
        ],
        "errorMessage": "An address that begins with https:// and ends in .js"
      }
    ],
    "enablingConditions": [
      {
        "paramName": "command",
        "paramValue": "load",
        "type": "EQUALS"
      }
    ]
  },
  {
    "type": "TEXT",
    "name": "key",
    "displayName": "Site key",
    "simpleValueType": true,
    "help": "As in the snippet that your collector shows.",
    "valueValidators": [
      {
        "type": "REGEX",
        "args": [
          "^[A-Za-z0-9_-]{1,64}$"
        ],
        "errorMessage": "1 to 64 letters, digits, _ and -"
      }
    ],
    "enablingConditions": [
      {
        "paramName": "command",
        "paramValue": "load",
        "type": "EQUALS"
      }
    ]
  },
  {
    "type": "CHECKBOX",
    "name": "spa",
    "checkboxText": "Routes are page views",
    "simpleValueType": true,
    "help": "For single-page applications: each change of the address is one Page View.",
    "enablingConditions": [
      {
        "paramName": "command",
        "paramValue": "load",
        "type": "EQUALS"
      }
    ]
  },
  {
    "type": "CHECKBOX",
    "name": "dataLayer",
    "checkboxText": "Push each recorded event to dataLayer, too",
    "simpleValueType": true,
    "help": "Signed Up becomes the event km_signed_up, its property Plan km_plan. Use a Custom Event trigger to pass it on.",
    "enablingConditions": [
      {
        "paramName": "command",
        "paramValue": "load",
        "type": "EQUALS"
      }
    ]
  },
  {
    "type": "CHECKBOX",
    "name": "consent",
    "checkboxText": "Wait for consent (analytics_storage)",
    "simpleValueType": true,
    "help": "Nothing is kept or sent before Consent Mode grants analytics_storage; what was called until then is sent with its own time.",
    "enablingConditions": [
      {
        "paramName": "command",
        "paramValue": "load",
        "type": "EQUALS"
      }
    ]
  },
  {
    "type": "TEXT",
    "name": "identity",
    "displayName": "Identity",
    "simpleValueType": true,
    "help": "The e-mail address or id under which you know the person. Empty: nothing happens.",
    "valueValidators": [],
    "enablingConditions": [
      {
        "paramName": "command",
        "paramValue": "identify",
        "type": "EQUALS"
      }
    ]
  },
  {
    "type": "TEXT",
    "name": "event",
    "displayName": "Name of the event",
    "simpleValueType": true,
    "help": "Upper and lower case differ.",
    "valueValidators": [
      {
        "type": "NON_EMPTY"
      }
    ],
    "enablingConditions": [
      {
        "paramName": "command",
        "paramValue": "record",
        "type": "EQUALS"
      }
    ]
  },
  {
    "type": "SIMPLE_TABLE",
    "name": "properties",
    "displayName": "Properties",
    "simpleTableColumns": [
      {
        "name": "name",
        "displayName": "Name",
        "type": "TEXT",
        "defaultValue": "",
        "isUnique": true,
        "valueValidators": [
          {
            "type": "NON_EMPTY"
          }
        ]
      },
      {
        "name": "value",
        "displayName": "Value",
        "type": "TEXT",
        "defaultValue": ""
      }
    ],
    "help": "Revenue, with a capital R, counts as revenue.",
    "enablingConditions": [
      {
        "paramName": "command",
        "paramValue": "record",
        "type": "EQUALS"
      },
      {
        "paramName": "command",
        "paramValue": "set",
        "type": "EQUALS"
      }
    ]
  }
]


___SANDBOXED_JS_FOR_WEB_TEMPLATE___

const addConsentListener = require('addConsentListener');
const callInWindow = require('callInWindow');
const createQueue = require('createQueue');
const injectScript = require('injectScript');
const isConsentGranted = require('isConsentGranted');
const makeTableMap = require('makeTableMap');
const setInWindow = require('setInWindow');

// The page's queue, made here where no other tag or script has made it.
createQueue('_kmq');

// By the page, for the library puts an array of its own in the place of this one.
const push = (call) => callInWindow('_kmq.push', call);

const properties = () => makeTableMap(data.properties || [], 'name', 'value') || {};

const load = () => {
  const settings = {};
  if (data.spa) settings.spa = true;
  if (data.dataLayer) settings.dataLayer = true;
  if (data.consent) settings.consent = 'required';
  push(['configure', settings]);
  if (data.consent) {
    if (isConsentGranted('analytics_storage')) push(['optIn']);
    addConsentListener('analytics_storage', (type, granted) => {
      push([granted ? 'optIn' : 'optOut']);
    });
  }
  setInWindow('_kmk', data.key, false);
  injectScript(data.script, data.gtmOnSuccess, data.gtmOnFailure, data.script);
};

if (data.command === 'load') {
  load();
} else {
  if (data.command === 'identify' && data.identity) push(['identify', data.identity]);
  if (data.command === 'record') push(['record', data.event, properties()]);
  if (data.command === 'set') push(['set', properties()]);
  data.gtmOnSuccess();
}


___WEB_PERMISSIONS___

[
  {
    "instance": {
      "key": {
        "publicId": "access_globals",
        "versionId": "1"
      },
      "param": [
        {
          "key": "keys",
          "value": {
            "type": 2,
            "listItem": [
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "key"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  },
                  {
                    "type": 1,
                    "string": "execute"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "_kmq"
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": false
                  }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "key"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  },
                  {
                    "type": 1,
                    "string": "execute"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "_kmq.push"
                  },
                  {
                    "type": 8,
                    "boolean": false
                  },
                  {
                    "type": 8,
                    "boolean": false
                  },
                  {
                    "type": 8,
                    "boolean": true
                  }
                ]
              },
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "key"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  },
                  {
                    "type": 1,
                    "string": "execute"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "_kmk"
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": false
                  }
                ]
              }
            ]
          }
        }
      ]
    },
    "clientAnnotations": {
      "isEditedByUser": true
    },
    "isRequired": true
  },
  {
    "instance": {
      "key": {
        "publicId": "inject_script",
        "versionId": "1"
      },
      "param": [
        {
          "key": "urls",
          "value": {
            "type": 2,
            "listItem": [
              {
                "type": 1,
                "string": "https://*/*"
              }
            ]
          }
        }
      ]
    },
    "clientAnnotations": {
      "isEditedByUser": true
    },
    "isRequired": true
  },
  {
    "instance": {
      "key": {
        "publicId": "access_consent",
        "versionId": "1"
      },
      "param": [
        {
          "key": "consentTypes",
          "value": {
            "type": 2,
            "listItem": [
              {
                "type": 3,
                "mapKey": [
                  {
                    "type": 1,
                    "string": "consentType"
                  },
                  {
                    "type": 1,
                    "string": "read"
                  },
                  {
                    "type": 1,
                    "string": "write"
                  }
                ],
                "mapValue": [
                  {
                    "type": 1,
                    "string": "analytics_storage"
                  },
                  {
                    "type": 8,
                    "boolean": true
                  },
                  {
                    "type": 8,
                    "boolean": false
                  }
                ]
              }
            ]
          }
        }
      ]
    },
    "clientAnnotations": {
      "isEditedByUser": true
    },
    "isRequired": true
  }
]


___TESTS___

scenarios:
- name: Loads the script with the site's key
  code: |-
    mock('injectScript', (url, onSuccess) => onSuccess());
    runCode({command: 'load', script: 'https://k.example.com/demo.2.js', key: 'demo'});
    assertApi('setInWindow').wasCalledWith('_kmk', 'demo', false);
    assertApi('gtmOnSuccess').wasCalled();
- name: Tells when the script cannot be loaded
  code: |-
    mock('injectScript', (url, onSuccess, onFailure) => onFailure());
    runCode({command: 'load', script: 'https://k.example.com/demo.2.js', key: 'demo'});
    assertApi('gtmOnFailure').wasCalled();
- name: Records an event with its properties
  code: |-
    const calls = [];
    mock('callInWindow', (path, call) => { calls.push(call); });
    runCode({command: 'record', event: 'Signed Up', properties: [{name: 'Plan', value: 'Pro'}]});
    assertThat(calls).isEqualTo([['record', 'Signed Up', {Plan: 'Pro'}]]);
    assertApi('gtmOnSuccess').wasCalled();
- name: Waits for consent
  code: |-
    const calls = [];
    mock('callInWindow', (path, call) => { calls.push(call); });
    mock('isConsentGranted', () => false);
    mock('injectScript', (url, onSuccess) => onSuccess());
    runCode({command: 'load', script: 'https://k.example.com/demo.2.js', key: 'demo', consent: true});
    assertThat(calls).isEqualTo([['configure', {consent: 'required'}]]);
setup: ''


___NOTES___

The tests above were written from Tag Manager's documentation and have not been run in it. The code is run by
test/unit/examples/gtm-template.test.ts against stubs of the documented APIs, which hold it to the permissions above.
