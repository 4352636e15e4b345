(* Corollary 2, the limit without smoothness: gamma = 1/sqrt(T + 1), and a loss whose gradient is bounded and
   continuous. If from k_1 on every component of the velocity is -g or at most 2 alpha gamma G then the least
   |v|^2 over k_1 ... k_1 + T tends to 0 as T grows, for every epsilon > 0; below the limit such k_1 exist.
   The printed rule, both psi. *)
From Coq Require Import Reals Lra Psatz List Arith Lia FunctionalExtensionality ClassicalChoice.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides sums smooth sequences calculus basins lemma_1 minimiser drift arrival compact.
From Askew Require Import lemma_1_any_epsilon lemma_5 corollary_1 theorem_2 theorem_3.
Open Scope R_scope.

Definition bounded_loss n (l : (nat -> R) -> R) (grad : (nat -> R) -> nat -> R) (G : R) : Prop :=
  C1 n l grad /\ forall x, norm2 n (grad x) <= G ^ 2.

(* a continuous gradient is uniformly continuous where the points are bounded *)
Lemma uniform n (grad : (nat -> R) -> nat -> R) Y : continuous_gradient n grad ->
  forall e, 0 < e -> exists d, 0 < d /\ forall x y, within n Y x -> within n Y y ->
    within n d (fun i => x i - y i) -> within n e (fun i => grad x i - grad y i).
Proof.
  intros Co e He. apply Classical_Prop.NNPP. intros N.
  assert (Bad : forall k : nat, exists p : (nat -> R) * (nat -> R), within n Y (fst p) /\ within n Y (snd p) /\
    within n (/ (INR k + 1)) (fun i => fst p i - snd p i) /\ ~ within n e (fun i => grad (fst p) i - grad (snd p) i)).
  { intros k. apply Classical_Prop.NNPP. intros N'. apply N. exists (/ (INR k + 1)).
    split; [apply Rinv_0_lt_compat; assert (P := pos_INR k); lra|]. intros x y Hx Hy D.
    apply Classical_Prop.NNPP. intros B. apply N'. exists (x, y). auto. }
  apply choice in Bad. destruct Bad as [p Hp].
  destruct (subsequence n Y (fun k => fst (p k))) as (s & z & Hs & Tx); [intros k; apply Hp|].
  set (x := fun k => fst (p (s k))). set (y := fun k => snd (p (s k))).
  assert (Ty : forall i, (i < n)%nat -> is_lim_seq (fun k => y k i) (z i)).
  { intros i Hi. apply is_lim_seq_ext with (fun k => x k i - (x k i - y k i)); [intros; ring|].
    replace (z i) with (z i - 0) by ring. apply is_lim_seq_minus'; [apply Tx, Hi|].
    apply lim_zero_dominated with (v := fun k => / (INR k + 1)) (K := O); [apply lim_inv|]. intros k _.
    destruct (Hp (s k)) as (_ & _ & D & _). eapply Rle_trans; [apply (D i Hi)|].
    assert (P := pos_INR k). assert (Q := le_INR _ _ (Hs k)). apply Rinv_le_contravar; lra. }
  destruct (eventually_all n (fun i k => Rabs (grad (x k) i - grad (y k) i) <= e)) as [K HK].
  - intros i Hi. assert (Z : is_lim_seq (fun k => grad (x k) i - grad (y k) i) 0).
    { replace 0 with (grad z i - grad z i) by ring. apply is_lim_seq_minus'; apply (tends_gradient n grad _ z Co); auto. }
    destruct (lim_zero_below _ Z e He) as [K HK]. exists K. intros k Hk. specialize (HK k Hk). lra.
  - destruct (Hp (s K)) as (_ & _ & _ & B). apply B. intros i Hi. apply (HK i K Hi). lia.
Qed.

(* the descent step with a modulus of continuity *)
Lemma descent_modulus n l (grad : (nat -> R) -> nat -> R) Y d e V x v gamma :
  (forall x h t, is_derive (fun s => l (at_ x h s)) t (dot n (grad (at_ x h t)) h)) ->
  (forall x y, within n Y x -> within n Y y -> within n d (fun i => x i - y i) -> within n e (fun i => grad x i - grad y i)) ->
  0 <= V -> 0 <= e -> 0 < gamma -> gamma * V <= d -> within n V v -> within n Y x -> within n Y (fun i => x i + gamma * v i) ->
  l (fun i => x i + gamma * v i) <= l x + gamma * dot n (grad x) v + gamma * (INR n * (e * V)).
Proof.
  intros Hd Hu V0 E0 Hg Hs Hv Hx Hy. set (h := fun i => gamma * v i).
  replace (fun i => x i + gamma * v i) with (at_ x h 1) by (apply functional_extensionality; intros; unfold at_, h; ring).
  replace (l x + gamma * dot n (grad x) v + gamma * (INR n * (e * V)))
    with (l x + (gamma * dot n (grad x) v + gamma * (INR n * (e * V))) + 0 / 2) by field.
  apply (mean_value n l grad Hd). intros t Ht. rewrite Rmult_0_l, Rplus_0_r.
  assert (W : within n Y (at_ x h t)).
  { intros i Hi. specialize (Hx i Hi). specialize (Hy i Hi). cbv beta in Hy. unfold at_, h.
    replace (x i + t * (gamma * v i)) with ((1 - t) * x i + t * (x i + gamma * v i)) by ring.
    eapply Rle_trans; [apply Rabs_triang|]. rewrite !Rabs_mult, (Rabs_pos_eq t), (Rabs_pos_eq (1 - t)) by lra.
    assert ((1 - t) * Rabs (x i) <= (1 - t) * Y) by (apply Rmult_le_compat_l; lra).
    assert (t * Rabs (x i + gamma * v i) <= t * Y) by (apply Rmult_le_compat_l; lra). lra. }
  assert (D : within n e (fun i => grad (at_ x h t) i - grad x i)).
  { apply Hu; auto. intros i Hi. unfold at_, h. specialize (Hv i Hi).
    replace (x i + t * (gamma * v i) - x i) with (t * (gamma * v i)) by ring. rewrite !Rabs_mult, (Rabs_pos_eq t), (Rabs_pos_eq gamma) by lra.
    assert (gamma * Rabs (v i) <= gamma * V) by (apply Rmult_le_compat_l; lra).
    assert (0 <= gamma * Rabs (v i)) by (apply Rmult_le_pos; [lra | apply Rabs_pos]).
    assert (t * (gamma * Rabs (v i)) <= 1 * (gamma * Rabs (v i))) by (apply Rmult_le_compat_r; lra). lra. }
  unfold dot, h. rewrite <- (sum_const n (e * V)), <- !sum_scal, <- sum_plus. apply sum_le. intros i Hi.
  specialize (D i Hi). specialize (Hv i Hi). cbv beta in D. set (a := grad (at_ x (fun j => gamma * v j) t) i).
  fold h a in D. change (Rabs (a - grad x i) <= e) in D.
  assert (P : (a - grad x i) * v i <= e * V).
  { eapply Rle_trans; [apply Rle_abs|]. rewrite Rabs_mult. apply Rmult_le_compat; auto using Rabs_pos. }
  assert (gamma * ((a - grad x i) * v i) <= gamma * (e * V)) by (apply Rmult_le_compat_l; lra). lra.
Qed.

Section Limit.
Variables (n : nat) (l : (nat -> R) -> R) (grad : (nat -> R) -> nat -> R) (levels : nat -> list R).
Variables (eps alpha clip G : R) (kind : nat) (w0 : nat -> R).
Hypothesis Hloss : bounded_loss n l grad G.
Hypothesis Hq : forall i, (i < n)%nat -> increasing (levels i) /\ (0 < length (levels i))%nat.
Hypothesis Ha : 0 < alpha.
Hypothesis Hc : 0 < clip.
Hypothesis He : 0 < eps.
Hypothesis HG : 0 <= G.
Definition stepsize (T : nat) := 1 / sqrt (INR (S T)).
Notation w T := (run grad levels eps alpha clip (stepsize T) kind PRINTED w0).
Notation v x := (vel grad levels eps alpha clip kind PRINTED x).

Lemma stepsize_is T : 0 < stepsize T /\ stepsize T <= 1 /\ stepsize T * INR (S T) = sqrt (INR (S T)) /\
  stepsize T ^ 2 * INR (S T) = 1.
Proof.
  assert (P : 1 <= INR (S T)) by (rewrite S_INR; assert (X := pos_INR T); lra).
  assert (Q : 1 <= sqrt (INR (S T))) by (rewrite <- sqrt_1 at 1; apply sqrt_le_1_alt, P).
  assert (R2 : sqrt (INR (S T)) * sqrt (INR (S T)) = INR (S T)) by (apply sqrt_sqrt; lra). unfold stepsize.
  set (r := sqrt (INR (S T))) in *. rewrite <- R2. split; [apply Rdiv_lt_0_compat; lra|split; [|split; field; lra]].
  unfold Rdiv. rewrite Rmult_1_l, <- Rinv_1. apply Rinv_le_contravar; lra.
Qed.
Lemma stepsize_zero : is_lim_seq stepsize 0.
Proof.
  apply lim_zero_intro. intros e E. assert (Z : 0 < e ^ 2) by (apply pow_lt, E).
  destruct (lim_zero_below _ lim_inv _ Z) as [K HK]. exists K. intros T HT. specialize (HK T HT).
  destruct (stepsize_is T) as (S0 & S1 & _ & S3). rewrite Rabs_pos_eq by lra.
  assert (P : 0 < / (INR T + 1)) by (apply Rinv_0_lt_compat; assert (X := pos_INR T); lra).
  rewrite Rabs_pos_eq in HK by lra. rewrite S_INR in S3.
  assert (X : stepsize T ^ 2 = / (INR T + 1)).
  { apply Rmult_eq_reg_r with (INR T + 1); [|assert (Y := pos_INR T); lra]. rewrite S3. field. assert (Y := pos_INR T). lra. }
  apply Rsqr_incrst_0; unfold Rsqr; lra.
Qed.

Definition speed_bound := Rmax G clip.
Lemma grad_coordinate x i : (i < n)%nat -> Rabs (grad x i) <= G.
Proof.
  intros Hi. destruct Hloss as [_ B]. specialize (B x). assert (C := coord_le n (grad x) i Hi).
  rewrite <- (Rabs_pos_eq G) by lra. apply Rsqr_le_abs_0. unfold Rsqr. lra.
Qed.
Lemma vel_bound x : within n speed_bound (v x).
Proof.
  intros i Hi. eapply Rle_trans; [apply speed, Hc|]. apply Rmax_lub; [|apply Rmax_r].
  eapply Rle_trans; [apply grad_coordinate, Hi | apply Rmax_l].
Qed.

(* the iterates stay in one bounded box, for all T *)
Lemma in_one_box : exists Y, 0 <= Y /\ forall T k, within n Y (w T k).
Proof.
  destruct (within_exists n (fun i => lv (levels i) 0 - reach kind eps)) as (p & p0 & P).
  destruct (within_exists n (fun i => lv (levels i) (length (levels i) - 1) + reach kind eps)) as (s & s0 & Q).
  destruct (within_exists n w0) as (m & m0 & W). assert (B0 : 0 <= speed_bound) by (unfold speed_bound; assert (X := Rmax_l G clip); lra).
  exists (Rmax m (p + s + speed_bound)). split; [eapply Rle_trans; [exact m0 | apply Rmax_l]|].
  intros T k. destruct (stepsize_is T) as (S0 & S1 & _). induction k as [|k IH].
  - intros i Hi. eapply Rle_trans; [apply (W i Hi) | apply Rmax_l].
  - intros i Hi. destruct (Hq i Hi) as [Inc Len]. simpl. specialize (P i Hi). specialize (Q i Hi). cbv beta in P, Q.
    eapply Rle_trans; [apply (size_any (levels i) eps alpha clip kind (p + s)); auto; lra|].
    apply Rmax_lub; [apply IH, Hi|]. eapply Rle_trans; [|apply Rmax_r].
    assert (X := vel_bound (w T k) i Hi). unfold vel in X. set (u := Rabs (velocity _ _ _ _ _ _ _ _)) in *.
    assert (u0 : 0 <= u) by apply Rabs_pos. assert (stepsize T * u <= 1 * u) by (apply Rmult_le_compat_r; lra). lra.
Qed.

(* what Corollary 1 gives from k_1 on: each component is -g or a small force *)
Definition small_forces T K := forall k i, (K <= k <= K + T)%nat -> (i < n)%nat ->
  v (w T k) i = - grad (w T k) i \/ Rabs (v (w T k) i) <= 2 * alpha * (stepsize T * G).

Theorem limit (K : nat -> nat) : (exists T0, forall T, (T0 <= T)%nat -> small_forces T (K T)) ->
  forall e, 0 < e -> exists T0, forall T, (T0 <= T)%nat ->
    exists k, (K T <= k <= K T + T)%nat /\ norm2 n (v (w T k)) <= e.
Proof.
  intros [T0 Small] e Ee. destruct Hloss as [[Hd Co] HB]. destruct in_one_box as (Y & Y0 & Box).
  set (B := speed_bound). assert (B0 : 0 <= B) by (unfold B, speed_bound; assert (X := Rmax_l G clip); lra).
  assert (In0 := pos_INR n).
  set (ome := e / (4 * (INR n * B + 1))). assert (P0 : 0 <= INR n * B) by (apply Rmult_le_pos; lra).
  assert (O0 : 0 < ome) by (apply Rdiv_lt_0_compat; lra).
  assert (O1 : INR n * (ome * B) <= e / 4).
  { apply Rle_trans with (ome * (INR n * B + 1)); [replace (INR n * (ome * B)) with (ome * (INR n * B)) by ring; apply Rmult_le_compat_l; lra|].
    right. unfold ome. field. lra. }
  destruct (uniform n grad Y Co ome O0) as (d & d0 & Hu).
  (* the loss is bounded on the box *)
  assert (DL : forall x y, within n Y x -> within n Y y -> l x - l y <= G * (INR n * (2 * Y) ^ 2 + 1)).
  { intros x y Hx Hy. set (N := INR n * (2 * Y) ^ 2). assert (N0 : 0 <= N) by (apply Rmult_le_pos; [lra | apply pow2_ge_0]).
    assert (L := lipschitz n l grad Hd G HG HB y (fun i => x i - y i) (N + 1) ltac:(lra)).
    replace (at_ y (fun i => x i - y i) 1) with x in L by (apply functional_extensionality; intros; unfold at_; ring).
    assert (Q : norm2 n (fun i => x i - y i) <= (N + 1) ^ 2); [|specialize (L Q); lra].
    apply Rle_trans with N; [|nra]. unfold N, norm2. rewrite <- sum_const. apply sum_le. intros i Hi.
    specialize (Hx i Hi). specialize (Hy i Hi). apply Rabs_le_between in Hx. apply Rabs_le_between in Hy.
    rewrite <- pow2_abs. apply pow_incr. split; [apply Rabs_pos | apply Rabs_le; lra]. }
  set (D := G * (INR n * (2 * Y) ^ 2 + 1)) in *.
  assert (D0 : 0 <= D). { unfold D. apply Rmult_le_pos; [exact HG|]. assert (0 <= INR n * (2 * Y) ^ 2) by (apply Rmult_le_pos; [lra | apply pow2_ge_0]). lra. }
  set (c1 := 2 * alpha * G). assert (C1 : 0 <= c1) by (unfold c1; apply Rmult_le_pos; lra).
  set (A := D + INR n * (G * c1 + c1 ^ 2)).
  assert (A0 : 0 <= A).
  { unfold A. assert (0 <= G * c1 + c1 ^ 2) by (apply Rplus_le_le_0_compat; [apply Rmult_le_pos; lra | apply pow2_ge_0]).
    assert (0 <= INR n * (G * c1 + c1 ^ 2)) by (apply Rmult_le_pos; lra). lra. }
  destruct (lim_zero_below _ stepsize_zero (e / (4 * (A + 1))) ltac:(apply Rdiv_lt_0_compat; lra)) as [T1 H1].
  destruct (lim_zero_below _ stepsize_zero (d / (B + 1)) ltac:(apply Rdiv_lt_0_compat; lra)) as [T2 H2].
  exists (T0 + T1 + T2)%nat. intros T HT. specialize (Small T ltac:(lia)). specialize (H1 T ltac:(lia)). specialize (H2 T ltac:(lia)).
  destruct (stepsize_is T) as (S0 & S1 & S2 & S3). set (g := stepsize T) in *. rewrite Rabs_pos_eq in H1, H2 by lra.
  assert (GA : g * A <= e / 4).
  { apply Rle_trans with (e / (4 * (A + 1)) * (A + 1)); [apply Rmult_le_compat; lra | right; field; lra]. }
  assert (GB : g * B <= d).
  { apply Rle_trans with (d / (B + 1) * (B + 1)); [apply Rmult_le_compat; lra | right; field; lra]. }
  set (x := fun k => w T (K T + k)%nat).
  assert (Step : forall k, (k <= T)%nat -> g * norm2 n (v (x k)) <= l (x k) - l (x (S k)) + g * (INR n * (G * (c1 * g) + (c1 * g) ^ 2) + e / 4)).
  { intros k Hk. assert (E : x (S k) = fun i => x k i + g * v (x k) i) by (unfold x; rewrite Nat.add_succ_r; reflexivity).
    assert (M := descent_modulus n l grad Y d ome B (x k) (v (x k)) g Hd Hu B0 ltac:(lra) S0 GB (vel_bound (x k)) (Box T _)
      ltac:(rewrite <- E; apply Box)). rewrite <- E in M.
    assert (C : dot n (grad (x k)) (v (x k)) <= - norm2 n (v (x k)) + INR n * (G * (c1 * g) + (c1 * g) ^ 2)).
    { unfold dot, norm2. rewrite <- sum_opp, <- sum_const, <- sum_plus. apply sum_le. intros i Hi.
      assert (cg : 0 <= c1 * g) by (apply Rmult_le_pos; lra).
      assert (Gi := grad_coordinate (x k) i Hi).
      destruct (Small (K T + k)%nat i ltac:(lia) Hi) as [Z|Z]; fold (x k) in Z.
      - assert (0 <= G * (c1 * g) + (c1 * g) ^ 2) by (apply Rplus_le_le_0_compat; [apply Rmult_le_pos; lra | apply pow2_ge_0]).
        rewrite Z. lra.
      - replace (2 * alpha * (stepsize T * G)) with (c1 * g) in Z by (unfold c1, g; ring).
        assert (P1 : grad (x k) i * v (x k) i <= G * (c1 * g)).
        { eapply Rle_trans; [apply Rle_abs|]. rewrite Rabs_mult. apply Rmult_le_compat; auto using Rabs_pos. }
        assert (P2 : v (x k) i ^ 2 <= (c1 * g) ^ 2).
        { rewrite <- pow2_abs. apply pow_incr. split; [apply Rabs_pos | exact Z]. } lra. }
    assert (g * dot n (grad (x k)) (v (x k)) <= g * (- norm2 n (v (x k)) + INR n * (G * (c1 * g) + (c1 * g) ^ 2)))
      by (apply Rmult_le_compat_l; lra).
    assert (g * (INR n * (ome * B)) <= g * (e / 4)) by (apply Rmult_le_compat_l; lra). lra. }
  destruct (min_le_average T (fun k => norm2 n (v (x k))) e) as (k & Hk & Bk).
  - apply Rmult_le_reg_l with g; [exact S0|]. rewrite <- sum_scal.
    apply Rle_trans with (sum (S T) (fun k => l (x k) - l (x (S k)) + g * (INR n * (G * (c1 * g) + (c1 * g) ^ 2) + e / 4))).
    { apply sum_le. intros k Hk. apply Step. lia. }
    rewrite sum_plus, (telescope (S T) (fun k => l (x k))), sum_const.
    assert (Dx : l (x 0%nat) - l (x (S T)) <= D) by (apply DL; apply Box).
    (* D = D g^2 (T + 1), so all is at most g (T + 1) (g A + e/4) *)
    assert (F : D <= INR (S T) * (g * (g * D))) by (right; replace (INR (S T) * (g * (g * D))) with (g ^ 2 * INR (S T) * D) by ring; rewrite S3; ring).
    assert (I0 : 0 <= INR (S T)) by apply pos_INR.
    assert (Q : g * D + (INR n * (G * (c1 * g) + (c1 * g) ^ 2) + e / 4) <= e).
    { assert (c1 ^ 2 * g ^ 2 <= c1 ^ 2 * g) by (apply Rmult_le_compat_l; [apply pow2_ge_0 | nra]).
      assert (INR n * (G * (c1 * g) + (c1 * g) ^ 2) <= INR n * (g * (G * c1 + c1 ^ 2))).
      { apply Rmult_le_compat_l; [lra|]. replace ((c1 * g) ^ 2) with (c1 ^ 2 * g ^ 2) by ring. lra. }
      assert (g * D + INR n * (g * (G * c1 + c1 ^ 2)) = g * A) by (unfold A; ring). lra. }
    assert (INR (S T) * (g * (g * D + (INR n * (G * (c1 * g) + (c1 * g) ^ 2) + e / 4))) <= INR (S T) * (g * e)).
    { apply Rmult_le_compat_l; [exact I0|]. apply Rmult_le_compat_l; lra. }
    lra.
  - exists (K T + k)%nat. split; [lia | exact Bk].
Qed.

(* below the limit: k_1 as Corollary 1 has it, from a start in a basin *)
Variable level : nat -> nat.
Hypothesis Hbasin : forall i, (i < n)%nat -> (level i < length (levels i))%nat /\
  gaps_ok (levels i) eps kind (level i) /\ basin (levels i) PRINTED (level i) (w0 i).
Hypothesis HG0 : 0 < G.
Definition first T i := k1 (levels i) eps alpha clip (stepsize T) G kind (level i) (w0 i).

Theorem limit_below (K : nat -> nat) : (forall T i, (i < n)%nat -> (first T i <= K T)%nat) ->
  forall e, 0 < e -> exists T0, forall T, (T0 <= T)%nat ->
    exists k, (K T <= k <= K T + T)%nat /\ norm2 n (v (w T k)) <= e.
Proof.
  intros HK. apply limit.
  assert (Pos : forall i, (i < n)%nat -> 0 < gamma_max (levels i) eps clip G kind (level i)).
  { intros i Hi. destruct (Hbasin i Hi) as (L & Gp & _). destruct (Hq i Hi) as [Inc _].
    destruct (level_between (levels i) eps kind Inc He (level i) L Gp) as [B1 B2]. destruct Gp as [G1 G2].
    assert (M : 0 < Rmax G clip) by (assert (X := Rmax_l G clip); lra).
    assert (W : forall j, gap_ok (levels i) eps kind j ->
      0 < Rmin (width (levels i) eps kind j / (2 * Rmax G clip)) (width (levels i) eps kind j / (3 * G))).
    { intros j Gj. destruct (width_sq (levels i) eps kind j Gj) as [Wj _]. apply Rmin_glb_lt; apply Rdiv_lt_0_compat; lra. }
    assert (F : 0 < (plus (levels i) eps kind (level i) - minus (levels i) eps kind (level i)) / Rmax G clip)
      by (apply Rdiv_lt_0_compat; lra).
    unfold gamma_max, over_sides. destruct (level i) as [|j]; destruct lt_dec.
    - apply Rmin_glb_lt; [exact F | apply W, G2; assumption].
    - exact F.
    - apply Rmin_glb_lt; [apply Rmin_glb_lt; [exact F | apply W, G1; reflexivity] | apply W, G2; assumption].
    - apply Rmin_glb_lt; [exact F | apply W, G1; reflexivity]. }
  destruct (eventually_all n (fun i T => stepsize T <= gamma_max (levels i) eps clip G kind (level i))) as [T0 HT].
  { intros i Hi. destruct (lim_zero_below _ stepsize_zero _ (Pos i Hi)) as [T0 HT]. exists T0. intros T H. specialize (HT T H).
    destruct (stepsize_is T) as (S0 & _). rewrite Rabs_pos_eq in HT by lra. lra. }
  exists T0. intros T HT0 k i Hk Hi. destruct (Hbasin i Hi) as (L & Gp & Bs). destruct (Hq i Hi) as [Inc _].
  destruct (stepsize_is T) as (S0 & _).
  destruct (gradient_or_force grad levels eps alpha clip kind PRINTED (w T k) i) as [E|E]; [left; exact E | right].
  rewrite E. rewrite (coordinate grad levels eps alpha clip (stepsize T) kind PRINTED w0 k i).
  assert (Cor := corollary_1 (levels i) eps alpha clip (stepsize T) G kind PRINTED Inc Ha Hc He S0 HG0 (level i) L Gp
    (fun m => grad (w T m) i) (fun m => grad_coordinate (w T m) i Hi) (w0 i) Bs (HT i T Hi HT0)).
  apply Cor. unfold first in HK. specialize (HK T i Hi). lia.
Qed.
End Limit.
